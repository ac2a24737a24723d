"""Makes any text safe to read: one Unicode form, no invisible characters, bounded length."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
"""Characters that are understood; what follows is not read."""

_RUNS = re.compile(r"([^\W\dc])\1{2,}")  # "cccd" is a word
_WORD = re.compile(r"\w+|[,.;:?!…\n]+")
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])")
BREAK = ","
"""Stands for every mark between clauses."""


def clean(text: str) -> str:
    """NFKC in lower case; control and format characters go, and so do marks that belong to no letter."""
    visible = "".join(char for char in text[: 2 * LONGEST] if unicodedata.category(char) != "Cf")
    composed = unicodedata.normalize("NFKC", visible)[:LONGEST].lower()
    composed = _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", composed))
    composed = unicodedata.normalize("NFC", composed)
    return "".join(map(_shown, composed))


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if char == "\n" or kind in ("Zl", "Zp"):
        return "\n"
    if kind in ("Cc", "Zs"):
        return " "
    return "" if kind in ("Mn", "Me", "Mc", "Cf", "Cs", "Co", "Cn") else char


def words_of(text: str) -> list[str]:
    """The words of a clean text, with one `BREAK` between clauses.

    Letters repeated for emphasis (`khônggggg`) are written once; dots inside numbers and addresses part nothing.
    """
    out: list[str] = []
    for piece in _WORD.findall(_joined(text)):
        if piece[0].isalnum():
            out.append(_RUNS.sub(r"\1", piece))
        elif out and out[-1] != BREAK:
            out.append(BREAK)
    return out[:-1] if out and out[-1] == BREAK else out


def _joined(text: str) -> str:
    """Underscores part words; a mark right before a letter or digit parts words but not clauses."""
    return re.sub(r"(?<=\w)[.,:](?=\w)", " ", text.replace("_", " "))
