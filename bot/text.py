"""Small operations on Vietnamese text that several parts need."""

from __future__ import annotations

import re
import unicodedata

_STROKED_D = str.maketrans({"đ": "d", "Đ": "D"})
_LETTERS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _vietnamese() -> dict[int, str]:
    """Every precomposed Vietnamese letter → the letter without its marks."""
    toned = (unicodedata.normalize("NFC", letter + tone) for letter in _LETTERS for tone in _TONES)
    letters = [form for letter in toned for form in (letter, letter.upper())]
    return {ord("đ"): "d", ord("Đ"): "D", **{ord(letter): _bare(letter) for letter in letters if not letter.isascii()}}


_PLAIN = _vietnamese()


def strip_diacritics(text: str) -> str:
    """`Quên mật khẩu` → `Quen mat khau`. Precomposed letters keep the text's length."""
    plain = text.translate(_PLAIN)
    if plain.isascii():  # ten times as fast, and nearly always enough
        return plain
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKED_D))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def fold(text: str) -> str:
    """Lower case, no diacritics, no punctuation, single spaces: two spellings of one sentence become equal."""
    return " ".join(re.findall(r"[a-z0-9]+", strip_diacritics(unicodedata.normalize("NFC", text)).lower()))


def storable(text: str) -> str:
    """Without control characters and halves of surrogate pairs, which PostgreSQL does not store."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")).strip()
