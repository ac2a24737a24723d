"""Small operations on Vietnamese text that several parts need."""

from __future__ import annotations

import re
import unicodedata

_STROKED_D = str.maketrans({"đ": "d", "Đ": "D"})


def strip_diacritics(text: str) -> str:
    """`Quên mật khẩu` → `Quen mat khau`. Precomposed letters keep the text's length."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKED_D))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def fold(text: str) -> str:
    """Lower case, no diacritics, no punctuation, single spaces: two spellings of one sentence become equal."""
    return " ".join(re.findall(r"[a-z0-9]+", strip_diacritics(unicodedata.normalize("NFC", text)).lower()))


def storable(text: str) -> str:
    """Without control characters and halves of surrogate pairs, which PostgreSQL does not store."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")).strip()
