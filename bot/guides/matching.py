"""Recognises a problem by the words on the citizen's screen."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Optional

from bot.guides.model import Guide, Problem
from bot.text import fold

LIKE, LIKE_ENOUGH = 0.62, 0.45
"""Likeness from which words are taken for a problem's: without a sign that they stand on the screen, and with one.
A lower bar mistakes questions about the guide for its problems; tests/guides/test_matching.py holds both."""

_LEAD = re.compile(
    r"^(?:(?:no|may|app|ung dung|dien thoai|man hinh|he thong|vneid) (?:cu |lai |toan )?)?"
    r"(?:bao(?: la| loi| rang)?|hien(?: ra| len| la)?|ghi(?: la)?|noi(?: la)?|keu(?: la)?|bi bao) "
)
"""How people begin when they tell what the screen says: "nó báo…", "máy hiện ra…"."""

_EMPTY = frozenset(
    [
        "thi",
        "la",
        "ma",
        "bi",
        "cu",
        "nay",
        "roi",
        "de",
        "voi",
        "va",
        "co",
        "ra",
        "nua",
        "oi",
        "a",
        "nhe",
        "chau",
        "toi",
        "tui",
        "minh",
        "em",
        "bac",
        "cua",
        "cai",
    ]
)
"""Words that say nothing about a problem."""


def best_problem(guide: Guide, text: str, expected: bool = False) -> Optional[Problem]:
    """The problem of `guide` whose words are told in `text`; None when no words are like it.

    `expected` means that the bot has just asked what the screen says.
    """
    folded = fold(text)
    told = _LEAD.sub("", folded)
    if len(told.split()) < 2:
        return None
    enough = LIKE_ENOUGH if expected or told != folded else LIKE
    scored = [(max(likeness(told, _folded(says)) for says in problem.says), problem) for problem in guide.problems]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= enough else None


@lru_cache(maxsize=4096)
def _folded(says: str) -> str:
    """`fold`, remembered for the words of guides."""
    return fold(says)


def likeness(told: str, known: str) -> float:
    """How much of what was told is in the known words, and how alike both sound as a whole: from 0 to 1."""
    words, there = set(told.split()) - _EMPTY, set(known.split()) - _EMPTY
    if not words or not there:
        return 0.0
    covered = len(words & there) / len(words)
    return 0.5 * covered + 0.5 * max(_dice(told, known), len(words & there) / len(there))


def _dice(one: str, other: str) -> float:
    left, right = _triples(one), _triples(other)
    return 2 * sum((left & right).values()) / (sum(left.values()) + sum(right.values()))


def _triples(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter(padded[at : at + 3] for at in range(len(padded) - 2))
