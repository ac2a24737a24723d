"""The cascade: the linear model answers what it is certain of, the sentence embedding helps with the rest."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from bot.nlu.calibration import CERTAIN, OUT_OF_SCOPE, Band, Calibration, confidences
from bot.nlu.dense import Dense
from bot.nlu.embedding import Embedder
from bot.nlu.features import Floats
from bot.nlu.linear import Linear
from bot.nlu.telling import Telling

SHARE = 1.2
"""How much the dense model's score counts beside the linear model's; cross-validation is flat between 0.8 and 1.6."""


@dataclass(frozen=True)
class Understood:
    """Intents with their confidences, best first, and the band of the best."""

    ranking: tuple[tuple[str, float], ...]
    band: Band

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """The chance that it is right."""
        return self.ranking[0][1]


@dataclass(frozen=True)
class Examples:
    """Normalised texts and their intents, one by one.

    `held` are indices of those to calibrate on, and `hurried` noisy writings of some of these: (index, normalised
    text); `guides` are the intents that are guides.
    """

    texts: Sequence[str]
    intents: Sequence[str]
    held: Sequence[int]
    guides: Collection[str]
    hurried: Sequence[tuple[int, str]] = ()

    @property
    def talk(self) -> frozenset[str]:
        """The intents that are no guides: small talk, words to the bot itself, what is out of scope."""
        return frozenset(self.intents) - set(self.guides)


@dataclass(frozen=True)
class Understanding:
    """A trained model; without `dense` it is linear only."""

    linear: Linear
    telling: Telling
    dense: Optional[Dense]
    calibration: Calibration
    talk: frozenset[str]

    @classmethod
    def train(cls, examples: Examples, embedder: Optional[Embedder] = None) -> Understanding:
        """Calibrates on the examples held out, scored by models of the others; then fits the models to all."""
        telling = Telling.learn(examples.texts, examples.intents)
        held = _answerable(examples)
        asked = _asked(examples, held)
        dense, scores = None, None
        if embedder:
            short = telling.shortened
            dense, part = Dense.train(embedder.many([short(text) for text in examples.texts]), examples.intents, held)
            scores = part.scores(embedder.many([short(text) for _, text in asked]))
        calibration = _calibrated(examples, held, asked, scores)
        return cls(Linear.train(examples.texts, examples.intents), telling, dense, calibration, examples.talk)

    def understand(self, text: str, embedder: Optional[Embedder] = None) -> Understood:
        """What a normalised text most likely means."""
        features = self.linear.features.of(text)
        scores = self.linear.weighed(*features)
        chances = confidences(scores, self.calibration.linear)
        if self.dense and self.calibration.fused and embedder and text and chances.max() < CERTAIN:
            scores = scores + SHARE * self.dense.scores(embedder.one(self.telling.shortened(text)))
            chances = confidences(scores, self.calibration.fused)
        order = np.argsort(-chances)
        ranking = tuple((self.linear.intents[column], float(chances[column])) for column in order)
        return Understood(ranking, self._band(*ranking[0]) if features[0].size else Band.LOST)

    def _band(self, intent: str, confidence: float) -> Band:
        return self.calibration.band(confidence, intent in self.talk)

    def save(self, folder: Path) -> None:
        """Writes the model's files into `folder`."""
        self.linear.save(folder)
        self.telling.save(folder)
        if self.dense:
            self.dense.save(folder)
        kept = {"calibration": self.calibration.to_json(), "talk": sorted(self.talk)}
        (folder / "understanding.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """The opposite of `save`."""
        kept = json.loads((folder / "understanding.json").read_text(encoding="utf-8"))
        calibration = Calibration.from_json(kept["calibration"])
        dense = Dense.load(folder) if calibration.fused else None
        return cls(Linear.load(folder), Telling.load(folder), dense, calibration, frozenset(kept["talk"]))


def _answerable(examples: Examples) -> frozenset[int]:
    """The examples held out, but none whose intent would be left without an example."""
    held = frozenset(examples.held)
    known = {intent for index, intent in enumerate(examples.intents) if index not in held}
    return frozenset(index for index in held if examples.intents[index] in known)


def _asked(examples: Examples, held: Collection[int]) -> list[tuple[int, str]]:
    """What the calibration asks: the examples held out and their noisy writings, as (index, text)."""
    asked = [(index, examples.texts[index]) for index in sorted(held)]
    return asked + [(index, text) for index, text in examples.hurried if index in held]


def _calibrated(
    examples: Examples, held: Collection[int], asked: Sequence[tuple[int, str]], dense: Optional[Floats]
) -> Calibration:
    """`dense`: scores of the questions `asked` by the dense model, one row each; None without one."""
    kept = [index for index in range(len(examples.texts)) if index not in held]
    model = Linear.train([examples.texts[index] for index in kept], [examples.intents[index] for index in kept])
    linear = np.stack([model.scores(text) for _, text in asked])
    columns = {name: column for column, name in enumerate(model.intents)}
    right = [columns[examples.intents[index]] for index, _ in asked]
    talk = [columns[name] for name in examples.talk if name in columns]
    fused = linear + SHARE * dense if dense is not None else None
    return Calibration.measure(linear, fused, right, columns.get(OUT_OF_SCOPE, -1), talk)
