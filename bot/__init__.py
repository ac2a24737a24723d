"""Trợ lý số: takes citizens of Vietnam through digital services, step by step."""
