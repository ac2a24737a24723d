"""Short questions that fit several guides word for word: they are asked back, not guessed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.text import strip_diacritics

LONGEST = 5
"""Telling words of a question up to which it counts as short."""
LEAST = 5
"""Examples of a second guide that must hold the question's words in a row."""
RATIO = 0.2
"""How many examples the second guide has for each one of the first."""
_SMALL = """
a oi chau con bac em anh chi co chu toi minh cho hoi giup voi nhe nha di duoc khong lam sao the nao gi thi la o dau
bi muon can nhu vay da u
"""
_FILLERS = frozenset(_SMALL.split())


@dataclass(frozen=True)
class Ambiguity:
    """`examples`: guide → its examples without diacritics and small words, one a line, a space around each."""

    examples: dict[str, str]

    @classmethod
    def learn(cls, examples: Iterable[tuple[str, str]], guides: Collection[str]) -> Ambiguity:
        """From (normalised text, intent); only intents that are `guides` count."""
        found: dict[str, list[str]] = defaultdict(list)
        for text, intent in examples:
            if intent in guides:
                found[intent].append(f" {' '.join(_telling(text))} ")
        return cls({intent: "\n".join(texts) for intent, texts in found.items()})

    def rivals(self, text: str) -> list[str]:
        """The guides that a short text fits alike, the best first; empty when one guide stands out or none fits."""
        words = _telling(text)
        if not words or len(words) > LONGEST:
            return []
        asked = f" {' '.join(words)} "
        counts = {intent: texts.count(asked) for intent, texts in self.examples.items()}
        ordered = sorted(counts, key=lambda intent: -counts[intent])
        least = max(LEAST, RATIO * counts[ordered[0]]) if ordered else LEAST
        fitting = [intent for intent in ordered if counts[intent] >= least]
        return fitting if len(fitting) > 1 else []

    def save(self, folder: Path) -> None:
        """Writes `ambiguity.json`."""
        (folder / "ambiguity.json").write_text(json.dumps(self.examples), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Ambiguity:
        """The opposite of `save`."""
        return cls(json.loads((folder / "ambiguity.json").read_text(encoding="utf-8")))


def _telling(text: str) -> list[str]:
    words = (strip_diacritics(word) for word in text.split() if word[0].isalnum())
    return [word for word in words if word not in _FILLERS]
