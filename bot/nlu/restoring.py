"""Puts diacritics back on words typed without them: the likeliest row of words, by how often they follow each other."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.nlu.syllables import accented, well_formed
from bot.text import strip_diacritics

START = "<s>"
_RARE = 0.02
"""A spelling this rare among the words that look alike without diacritics is taken for a slip."""
_PAIR_WEIGHT = 0.85
_MOSTLY = 0.4
"""Share of accented words from which a text is taken to be written with diacritics."""


@dataclass
class Restorer:
    """`words` and `pairs` count words, and words in a row, in texts written with diacritics."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        forms: dict[str, list[str]] = defaultdict(list)
        totals: Counter[str] = Counter()
        for word, count in self.words.items():
            totals[strip_diacritics(word)] += count
        for word, count in self.words.items():
            stripped = strip_diacritics(word)
            if count >= _RARE * totals[stripped]:
                forms[stripped].append(word)
        self._forms = dict(forms)

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]]) -> Restorer:
        """Counts the texts (lists of words) that are mostly written with diacritics."""
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            if written_with_diacritics(text):
                words.update(text)
                pairs.update(pairwise((START, *text)))
        return cls(words, pairs)

    def restored(self, text: Sequence[str]) -> list[str]:
        """`text` with diacritics where it had none; a word that has some is never changed."""
        with_marks = written_with_diacritics(text)
        choices = [self._choices(word, with_marks) for word in text]
        if all(len(choice) == 1 for choice in choices):
            return [choice[0] for choice in choices]
        return self._likeliest(choices)

    def _choices(self, word: str, with_marks: bool) -> list[str]:
        if accented(word):
            return [word] if well_formed(word) else self._forms.get(strip_diacritics(word), [word])
        forms = self._forms.get(word, [word])
        return [word] if with_marks and word in forms else forms

    def _likeliest(self, choices: Sequence[Sequence[str]]) -> list[str]:
        """The path with the highest probability through `choices` (Viterbi)."""
        best: dict[str, tuple[float, tuple[str, ...]]] = {START: (0.0, ())}
        for options in choices:
            best = {
                option: max(
                    (chance + self._chance(before, option), (*path, option)) for before, (chance, path) in best.items()
                )
                for option in options
            }
        return list(max(best.values())[1])

    def _chance(self, before: str, word: str) -> float:
        single = (self.words[word] + 0.1) / 100_000
        context = self.words[before] if before != START else 5_000
        pair = self.pairs[(before, word)] / (context + 10.0)
        return math.log(_PAIR_WEIGHT * pair + (1 - _PAIR_WEIGHT) * single)


def written_with_diacritics(text: Sequence[str]) -> bool:
    """Whether so many words carry diacritics that the others are meant to have none."""
    letters = [word for word in text if word.isalpha()]
    return bool(letters) and sum(map(accented, letters)) >= _MOSTLY * len(letters)
