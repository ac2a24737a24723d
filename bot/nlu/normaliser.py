"""Writes a citizen's words as standard Vietnamese: no chat spelling, Telex leftovers, slips, dialect, missing marks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.cleaning import clean, words_of
from bot.nlu.dictionaries import Dictionaries, Phrases
from bot.nlu.language import ENGLISH, glossed, language_of
from bot.nlu.repair import Repairer
from bot.nlu.restoring import Restorer
from bot.nlu.syllables import old_tone_place


@dataclass(frozen=True)
class Normalised:
    """A text in standard words, lower case, `,` between clauses; and the language it was written in."""

    text: str
    language: str


@dataclass(frozen=True)
class Normaliser:
    """Steps, in order: clean, expand abbreviations, repair, restore diacritics, translate dialect."""

    dictionaries: Dictionaries
    repairer: Repairer
    restorer: Restorer

    def __post_init__(self) -> None:
        for name in ("abbreviations", "regional", "english"):
            object.__setattr__(self, f"_{name}", Phrases.of(getattr(self.dictionaries, name)))

    @classmethod
    def learn(cls, texts: Iterable[str], dictionaries: Dictionaries) -> Normaliser:
        """Learns which words exist, and which follow each other, from training texts."""
        short = Phrases.of(dictionaries.abbreviations)
        written = [short.replaced(_words(clean(text))) for text in texts]
        dialect = Phrases.of(dictionaries.regional).words()
        return cls(dictionaries, Repairer.learn(written, dialect), Restorer.learn(written))

    def normalise(self, text: str) -> Normalised:
        """`text` in standard words."""
        cleaned = clean(text)
        language = language_of(cleaned)
        words = _words(cleaned)
        if language == ENGLISH:
            words = glossed(words, self._english.entries)  # type: ignore[attr-defined]  # set in __post_init__
        words = self._abbreviations.replaced(words)  # type: ignore[attr-defined]  # set in __post_init__
        words = self.restorer.restored(self.repairer.repaired(words))
        words = self._regional.replaced(words)  # type: ignore[attr-defined]  # set in __post_init__
        return Normalised(" ".join(words), language)

    def save(self, folder: Path) -> None:
        """Writes `normaliser.json`."""
        kept = {
            "dictionaries": self.dictionaries.to_json(),
            "repairer": _counts(self.repairer.words, self.repairer.pairs),
            "restorer": _counts(self.restorer.words, self.restorer.pairs),
        }
        (folder / "normaliser.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Normaliser:
        """The opposite of `save`."""
        kept = json.loads((folder / "normaliser.json").read_text(encoding="utf-8"))
        dictionaries = Dictionaries.from_json(kept["dictionaries"])
        return cls(dictionaries, Repairer(*_counted(kept["repairer"])), Restorer(*_counted(kept["restorer"])))


def _words(cleaned: str) -> list[str]:
    return [old_tone_place(word) for word in words_of(cleaned)]


def _counts(words: Counter[str], pairs: Counter[tuple[str, str]]) -> dict[str, Any]:
    return {"words": words, "pairs": [[*pair, count] for pair, count in pairs.items()]}


def _counted(kept: dict[str, Any]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    return Counter(kept["words"]), Counter({(first, second): count for first, second, count in kept["pairs"]})
