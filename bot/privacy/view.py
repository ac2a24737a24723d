"""A message as the rules read it: lower case, no diacritics, every digit a plain one, each letter's place known."""

from __future__ import annotations

import unicodedata

LOOKALIKES: dict[str, str] = {
    **dict(zip("аеорсухіјѕԁһԛԝ", "aeopcyxijsdhqw", strict=True)),  # Cyrillic
    **dict(zip("οαινρτυκχ", "oaivptukx", strict=True)),  # Greek
    **dict(zip("ıɡℓ", "igl", strict=True)),
}
"""Letters of other scripts that look like a Latin one."""

_KEPT_FOLDS = 4096


class _Folds(dict[int, str]):
    """Folds one character to one or none; remembers the common ones."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < _KEPT_FOLDS:
            self[code] = folded
        return folded


def _fold(char: str) -> str:
    if unicodedata.category(char) in ("Mn", "Me"):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    lower = char.lower()
    base = LOOKALIKES.get(lower) or unicodedata.normalize("NFKD", lower)[:1]
    return {"đ": "d", "ð": "d"}.get(base, base.lower()[:1])


_FOLDS = _Folds()


class View:
    """A cleaned text and its folded form `plain`; positions in `plain` lead back to the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded = [_FOLDS[ord(char)] for char in text]
        self.plain = "".join(folded)
        self._at = range(len(text) + 1) if len(self.plain) == len(text) else _places(folded)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]` stands in the text, with the marks that belong to its last letter."""
        return self._at[start], self._at[end]

    def original(self, start: int, end: int) -> str:
        """What the citizen typed for `plain[start:end]`."""
        return self.text[self._at[start] : self._at[end]]


def _places(folded: list[str]) -> list[int]:
    return [place for place, char in enumerate(folded) if char] + [len(folded)]
