"""Turns a text into weighted character and word n-grams, on its accented and its stripped view."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.text import strip_diacritics

_WORD = re.compile(r"\w+")
CHARS = (2, 5)
"""Shortest and longest run of characters; runs do not cross word borders (`char_wb` in scikit-learn)."""

Floats = NDArray[np.float32]


def views(text: str) -> tuple[str, str]:
    """The words of `text` in lower case without punctuation: as they are, and with diacritics stripped."""
    accented = " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower()))
    return accented, strip_diacritics(accented)


def grams(text: str) -> list[Counter[str]]:
    """n-grams with their counts: stripped characters, stripped words, accented characters, accented words."""
    accented, stripped = views(text)
    return [
        Counter(_characters(stripped, "c")),
        Counter(_words(stripped, "w")),
        Counter(_characters(accented, "C")),
        Counter(_words(accented, "W")),
    ]


def _characters(text: str, kind: str) -> Iterator[str]:
    shortest, longest = CHARS
    for word in text.split():
        padded = f" {word} "
        for size in range(shortest, longest + 1):
            if size >= len(padded):
                yield kind + padded
                break
            for at in range(len(padded) - size + 1):
                yield kind + padded[at : at + size]


def _words(text: str, kind: str) -> Iterator[str]:
    parts = text.split()
    for word in parts:
        yield kind + word
    for first, second in zip(parts, parts[1:]):
        yield f"{kind}{first} {second}"


@dataclass(frozen=True)
class Features:
    """The n-grams that were seen in training (`index`: n-gram → column) and how telling each is (`idf`)."""

    index: dict[str, int]
    idf: Floats

    @classmethod
    def learn(cls, texts: Iterable[str], least: int = 2) -> Features:
        """Keeps the character n-grams that occur in at least `least` texts, and every word."""
        seen: Counter[str] = Counter()
        total = 0
        for text in texts:
            total += 1
            for counts in grams(text):
                seen.update(counts.keys())
        kept = sorted(gram for gram, count in seen.items() if count >= least or gram[0] in "wW")
        idf = [1.0 + math.log((1 + total) / (1 + seen[gram])) for gram in kept]
        return cls({gram: column for column, gram in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def of(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Columns and values of one text; each of the four kinds of n-grams has length 1."""
        columns: list[NDArray[np.int64]] = []
        values: list[Floats] = []
        for counts in grams(text):
            known = [(self.index[gram], count) for gram, count in counts.items() if gram in self.index]
            if known:
                at = np.array([column for column, _ in known], dtype=np.int64)
                weight = (1 + np.log([count for _, count in known])).astype(np.float32) * self.idf[at]
                columns.append(at)
                values.append(weight / np.linalg.norm(weight))
        if not columns:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return np.concatenate(columns), np.concatenate(values)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        rows = [self.of(text) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows]) if rows else np.empty(0, np.int64)
        values = np.concatenate([values for _, values in rows]) if rows else np.empty(0, np.float32)
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self.idf)))
