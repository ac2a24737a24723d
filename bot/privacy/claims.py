"""Stretches of the message: what is personal and of which kind, and what is to be left alone."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

Spans = list[tuple[int, int]]
"""Stretches of the folded text, sorted, apart from each other."""


@dataclass(frozen=True, order=True)
class Claim:
    """`start:end` of the folded text is of this kind."""

    start: int
    end: int
    kind: str


def touches(spans: Spans, start: int, end: int) -> bool:
    """Whether any of the spans shares a character with `start:end`."""
    at = bisect_left(spans, (end,))
    return at > 0 and spans[at - 1][1] > start


def merged(spans: Spans) -> Spans:
    """Any stretches, sorted and with those that overlap made one."""
    result: Spans = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
