"""Repairs words that nobody wrote in training: Telex leftovers, words run together, one wrong letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Optional

from bot.nlu.restoring import START
from bot.nlu.syllables import accented, from_telex, well_formed
from bot.text import strip_diacritics

SHORTEST = 3
LONGEST = 24
SLIPS = 2
"""A word this rare in training may be a slip itself, and is repaired as well."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Repairer:
    """`words` and `pairs` count stripped words, and stripped words in a row, in the training texts."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]], dialect: Iterable[str] = ()) -> Repairer:
        """Counts texts given as lists of words; the words of `dialect` are right as they are."""
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            stripped = [strip_diacritics(word) for word in text]
            words.update(stripped)
            pairs.update(pairwise((START, *stripped)))
        words.update({strip_diacritics(word): SLIPS + 1 for word in dialect})
        return cls(words, pairs)

    def repaired(self, text: Sequence[str]) -> list[str]:
        """`text` with unknown words replaced by known ones where a small change is enough."""
        out: list[str] = []
        for at, word in enumerate(text):
            before = strip_diacritics(out[-1]) if out else START
            after = strip_diacritics(text[at + 1]) if at + 1 < len(text) else ""
            out += self._repaired(word, before, after)
        return out

    def _repaired(self, word: str, before: str, after: str) -> list[str]:
        stripped = strip_diacritics(word)
        if len(word) < SHORTEST or not word.isalpha() or self.words[stripped] > SLIPS or len(word) > LONGEST:
            return [word]
        typed = from_telex(word)
        if typed and self.words[strip_diacritics(typed)] > SLIPS:
            return [typed]
        if accented(word) and well_formed(word):
            return [word]
        return self._split(stripped) or [self._nearest(stripped, before, after) or word]

    def _split(self, word: str) -> Optional[list[str]]:
        """`matkhau` → `mat`, `khau`, when the parts are known to follow each other."""
        cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        known = [cut for cut in cuts if self.pairs[cut] > SLIPS]
        if not known:
            return None
        first, second = max(known, key=lambda cut: self.pairs[cut])
        return [first, second]

    def _nearest(self, word: str, before: str, after: str) -> Optional[str]:
        known = {near for near in _one_edit(word) if self.words[near] > SLIPS and len(near) >= SHORTEST - 1}
        if not known:
            return None

        def fit(near: str) -> tuple[float, int]:
            return (
                4.0 * bool(self.pairs[(before, near)]) + 4.0 * bool(self.pairs[(near, after)]),
                self.words[near],
            )

        best = max(known, key=fit)
        context, count = fit(best)
        if self.words[word]:
            return best if context and count > 10 * self.words[word] else None
        return best if context or len(word) > SHORTEST else None


def _one_edit(word: str) -> Iterator[str]:
    """Every string one typing slip away: a letter dropped, doubled, swapped or mistaken."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
