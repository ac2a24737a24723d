"""Texts split at a platform's limit, where a reader would pause."""

from __future__ import annotations

import re

_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"(?<=[.!?…])\s", r"\n", r"\s"))
"""Where a text may be split, best first: after a paragraph, a sentence, a line, a word."""


def units(text: str) -> int:
    """A text's length in UTF-16 units, in which most emoji are two: the larger of the ways in which platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, first: int, others: int) -> list[str]:
    """The text in pieces of at most `first` units for the first one and `others` for each other."""
    pieces: list[str] = []
    room = first
    while units(text) > room:
        end = _break(_beginning(text, room))
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
        room = others
    return [*pieces, text]


def _beginning(text: str, room: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[: room * 2].decode("utf-16-le", "ignore")


def _break(beginning: str) -> int:
    """Where to end: the last of the best breaks that leaves a piece worth sending."""
    least = len(beginning) // 3
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(beginning) if found.start() >= least]
        if ends:
            return ends[-1]
    return len(beginning)
