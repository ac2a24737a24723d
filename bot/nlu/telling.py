"""How much each word says about what is meant, and a long text by the words that say most."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WORDS = 10
"""Words that are embedded. In cross-validation as right as twenty, in half the time: see docs/decisions/0008."""
UNKNOWN = 1.0
"""What a word counts that no example holds; the most telling ones count about 4, `cho` or `tôi` almost 0."""
_DOUBT = 5.0
"""A word in this many texts counts half: few examples may agree by chance."""


@dataclass(frozen=True)
class Telling:
    """`worth`: word → how far the intents of the texts that hold it differ from the intents of all."""

    worth: dict[str, float]

    @classmethod
    def learn(cls, texts: Sequence[str], intents: Sequence[str]) -> Telling:
        """From normalised texts and their intents, one by one."""
        usual, seen = Counter(intents), defaultdict[str, Counter[str]](Counter)
        for text, intent in zip(texts, intents, strict=True):
            for word in set(text.split()):
                seen[word][intent] += 1
        return cls({word: _worth(counts, usual, len(texts)) for word, counts in seen.items()})

    def shortened(self, text: str) -> str:
        """The most telling words of a normalised text in their order, without the marks between clauses."""
        words = [word for word in text.split() if word[0].isalnum()]
        if len(words) > WORDS:
            best = sorted(range(len(words)), key=lambda at: -self.worth.get(words[at], UNKNOWN))[:WORDS]
            words = [words[at] for at in sorted(best)]
        return " ".join(words)

    def save(self, folder: Path) -> None:
        """Writes `telling.json`."""
        (folder / "telling.json").write_text(json.dumps(self.worth, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Telling:
        """The opposite of `save`."""
        return cls(json.loads((folder / "telling.json").read_text(encoding="utf-8")))


def _worth(counts: Counter[str], usual: Counter[str], total: int) -> float:
    """The divergence (Kullback-Leibler) of the intents of some texts from those of all, in nats; less for few texts."""
    some = sum(counts.values())
    apart = sum(count / some * math.log(count / some * total / usual[intent]) for intent, count in counts.items())
    return round(apart * some / (some + _DOUBT), 4)
