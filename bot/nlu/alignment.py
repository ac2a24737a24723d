"""A text without diacritics in lower case, with the way back to the places in the original."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from bot.text import strip_diacritics


@dataclass(frozen=True)
class Stripped:
    """`text` is stripped; `starts[i]` and `ends[i]` are where its i-th character stands in the original."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Stripped:
        """Any Unicode form: combining marks belong to the letter before them, invisible characters to none."""
        text = ""
        starts: list[int] = []
        ends: list[int] = []
        for at, char in enumerate(original):
            kind = unicodedata.category(char)
            if kind in ("Mn", "Me", "Cf"):
                if ends and kind != "Cf":
                    ends[-1] = at + 1
                continue
            plain = strip_diacritics(unicodedata.normalize("NFKC", char)).lower()
            text += plain
            starts += [at] * len(plain)
            ends += [at + 1] * len(plain)
        return cls(original, text, tuple(starts), tuple(ends))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, which is not empty."""
        return self.starts[start], self.ends[end - 1]

    def spelt(self, start: int, end: int) -> str:
        """`text[start:end]` as it is in the original, composed, in lower case."""
        first, last = self.span(start, end)
        shown = (char for char in self.original[first:last] if unicodedata.category(char) != "Cf")
        return unicodedata.normalize("NFC", "".join(shown)).lower()
