"""Makes any text safe to read: one Unicode form, no invisible characters, bounded length."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
"""Characters that are understood; what follows is not read."""

_RUNS = re.compile(r"([^\W\dc])\1{2,}")  # "cccd" is a word
_WORD = re.compile(r"\w+")


def clean(text: str) -> str:
    """NFKC in lower case; control and format characters go, and so do marks that belong to no letter."""
    composed = unicodedata.normalize("NFKC", text[: 2 * LONGEST])[:LONGEST].lower()
    composed = unicodedata.normalize("NFC", composed)
    return "".join(_shown(char) for char in composed)


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me", "Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp", "Zs") else char


def words_of(text: str) -> list[str]:
    """The words of a clean text; letters repeated for emphasis (`khônggggg`) are written once."""
    return [_RUNS.sub(r"\1", word) for word in _WORD.findall(text.replace("_", " "))]
