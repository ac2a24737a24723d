"""Rasa inside the worker: one turn from a message to its replies."""
