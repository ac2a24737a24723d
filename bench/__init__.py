"""Measures this bot beside stock Rasa, in one run on one machine; see docs/benchmarks.md."""
