"""A list of words, written as a text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """`"a b c"` → the three words."""
    return frozenset(text.split())
