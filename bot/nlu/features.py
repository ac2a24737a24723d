"""Turns a normalised text into weighted character and word n-grams, on its accented and its stripped view."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.text import strip_diacritics

CHARS = (2, 5)
"""Shortest and longest run of characters; runs do not cross word borders (`char_wb` in scikit-learn)."""
RARE = 2
"""Character runs must occur in this many texts to count."""
KINDS = "cwCW"
"""Stripped characters, stripped words, accented characters, accented words."""

Floats = NDArray[np.float32]
Columns = NDArray[np.int64]


@lru_cache(maxsize=50_000)
def _runs(word: str, kind: str) -> tuple[str, ...]:
    padded = f" {word} "
    shortest, longest = CHARS
    sizes = range(shortest, min(longest, len(padded)) + 1)
    return tuple(kind + padded[at : at + size] for size in sizes for at in range(len(padded) - size + 1))


def _words(words: Sequence[str], kind: str) -> Iterator[str]:
    yield from (kind + word for word in words)
    yield from (f"{kind}{first} {second}" for first, second in pairwise(words))


def _views(text: str) -> tuple[list[str], list[str]]:
    """The words of a normalised text: as they are, and stripped. Marks between clauses are no words."""
    accented = [word for word in text.split() if word[0].isalnum()]
    return accented, strip_diacritics(" ".join(accented)).split()


def grams(text: str) -> set[str]:
    """Every n-gram of a text, each with its kind in front."""
    accented, stripped = _views(text)
    found = {*_words(stripped, "w"), *_words(accented, "W")}
    for words, kind in ((stripped, "c"), (accented, "C")):
        for word in words:
            found.update(_runs(word, kind))
    return found


@dataclass(frozen=True)
class Features:
    """The n-grams that were seen in training (`index`: n-gram → column) and how telling each is (`idf`)."""

    index: dict[str, int]
    idf: Floats
    _cache: dict[tuple[str, str], Columns] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        kinds = np.array([KINDS.index(gram[0]) for gram in self.index], dtype=np.int64)
        object.__setattr__(self, "_kinds", kinds)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Features:
        """Keeps what occurs in enough texts, and every word."""
        seen: Counter[str] = Counter()
        total = 0
        for text in texts:
            total += 1
            seen.update(grams(text))
        kept = sorted(gram for gram, count in seen.items() if count >= RARE or gram[0] in "wW")
        idf = [1.0 + math.log((1 + total) / (1 + seen[gram])) for gram in kept]
        return cls({gram: column for column, gram in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def of(self, text: str) -> tuple[Columns, Floats]:
        """Columns and values of one text; the values of each kind of n-grams have length 1."""
        accented, stripped = _views(text)
        parts = [self._known((*_words(stripped, "w"), *_words(accented, "W")))]
        parts += [self._characters(word, "c") for word in stripped]
        parts += [self._characters(word, "C") for word in accented]
        columns, counts = np.unique(np.concatenate(parts), return_counts=True)
        values = (1 + np.log(counts)) * self.idf[columns]
        kinds: Columns = self._kinds[columns]  # type: ignore[attr-defined]  # set in __post_init__, derived from index
        lengths = np.sqrt(np.bincount(kinds, values * values, minlength=len(KINDS)))
        return columns, (values / lengths[kinds]).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        rows = [self.of(text) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.empty(0, np.int64), *(columns for columns, _ in rows)])
        values = np.concatenate([np.empty(0, np.float32), *(values for _, values in rows)])
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self.idf)))

    def _characters(self, word: str, kind: str) -> Columns:
        key = (word, kind)
        if key not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = self._known(_runs(word, kind))
        return self._cache[key]

    def _known(self, found: Iterable[str]) -> Columns:
        return np.array([self.index[gram] for gram in found if gram in self.index], dtype=np.int64)
