"""Writes a citizen's words as standard Vietnamese: from chat spelling, Telex leftovers, slips, dialect, no diacritics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.nlu.cleaning import clean, words_of
from bot.nlu.dictionaries import Phrases
from bot.nlu.repair import Repairer
from bot.nlu.restoring import Restorer
from bot.nlu.syllables import old_tone_place


@dataclass(frozen=True)
class Normaliser:
    """Steps, in order: clean, expand abbreviations, repair, restore diacritics, translate dialect."""

    abbreviations: Phrases
    regional: Phrases
    repairer: Repairer
    restorer: Restorer

    @classmethod
    def learn(
        cls, texts: Iterable[str], abbreviations: Mapping[str, str], regional: Mapping[str, str]
    ) -> Normaliser:
        """Learns which words exist, and which follow each other, from training texts."""
        short, dialect = Phrases.of(abbreviations), Phrases.of(regional)
        written = [short.replaced(_words(text)) for text in texts]
        return cls(short, dialect, Repairer.learn(written, dialect.words()), Restorer.learn(written))

    def normalise(self, text: str) -> str:
        """`text` in standard words, lower case, single spaces, no punctuation."""
        words = self.abbreviations.replaced(_words(text))
        words = self.restorer.restored(self.repairer.repaired(words))
        return " ".join(self.regional.replaced(words))


def _words(text: str) -> list[str]:
    return [old_tone_place(word) for word in words_of(clean(text))]
