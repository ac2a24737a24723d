"""Tells English from Vietnamese, and turns the English words of this subject into Vietnamese ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.text import strip_diacritics

ENGLISH = "en"
VIETNAMESE = "vi"
_ENGLISH_WORDS = """
i my me you your he she we they it is am are was be been do does did have has can could will would should the a an
this that what where when why who which how and or but not no yes for from with without about into on in at of to
if need want get make please help thanks thank hello forgot lost apply register where's what's i'm can't don't
doesn't possible there any
"""
_BOTH_WORDS = "a be am do he me to no can in at on an you the it may i my of this hello help thanks"
_COMMON = frozenset(_ENGLISH_WORDS.split())
_ALSO_VIETNAMESE = frozenset(_BOTH_WORDS.split())
"""English words that Vietnamese type as well, at least without diacritics: they alone prove nothing."""


def language_of(text: str) -> str:
    """`en` when a clean text is mostly English, else `vi`."""
    words = re.findall(r"[^\W\d_]+", text.replace("’", "'"))
    if not words or any(strip_diacritics(word) != word for word in words):
        return VIETNAMESE
    telling = sum(word in _COMMON - _ALSO_VIETNAMESE for word in words)
    english = sum(word in _COMMON for word in words)
    enough = english >= 0.35 * len(words) and len(words) > 1
    return ENGLISH if (enough and telling >= 2) or (telling >= 1 and english >= 0.5 * len(words) > 1) else VIETNAMESE


def glossed(words: list[str], glossary: Mapping[tuple[str, ...], tuple[str, ...]]) -> list[str]:
    """Replaces English phrases by Vietnamese ones and drops the small English words that remain."""
    out: list[str] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            found = glossary.get(tuple(words[at : at + size]))
            if found and at + size <= len(words):
                out += found
                at += size
                break
        else:
            out += [] if words[at] in _COMMON else [words[at]]
            at += 1
    return out
