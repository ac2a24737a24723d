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
    dense: Optional[Dense]
    calibration: Calibration
    talk: frozenset[str]

    @classmethod
    def train(cls, examples: Examples, embedder: Optional[Embedder] = None) -> Understanding:
        """Calibrates on the examples held out, scored by models of the others; then fits the models to all."""
        calibration = _calibrated(examples, embedder)
        embeddings = embedder.many(examples.texts) if embedder else None
        dense = Dense.train(embeddings, examples.intents) if embeddings is not None else None
        return cls(Linear.train(examples.texts, examples.intents), dense, calibration, examples.talk)

    def understand(self, text: str, embedder: Optional[Embedder] = None) -> Understood:
        """What a normalised text most likely means."""
        scores = self.linear.scores(text)
        chances = confidences(scores, self.calibration.linear)
        if self.dense and self.calibration.fused and embedder and text and chances.max() < CERTAIN:
            scores = scores + SHARE * self.dense.scores(embedder.one(text))
            chances = confidences(scores, self.calibration.fused)
        order = np.argsort(-chances)
        ranking = tuple((self.linear.intents[column], float(chances[column])) for column in order)
        known = self.linear.features.of(text)[0].size
        return Understood(ranking, self._band(*ranking[0]) if known else Band.LOST)

    def _band(self, intent: str, confidence: float) -> Band:
        return self.calibration.band(confidence, intent in self.talk)

    def save(self, folder: Path) -> None:
        """Writes the model's files into `folder`."""
        self.linear.save(folder)
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
        return cls(Linear.load(folder), dense, calibration, frozenset(kept["talk"]))


def _calibrated(examples: Examples, embedder: Optional[Embedder]) -> Calibration:
    held = set(examples.held)
    kept = [index for index in range(len(examples.texts)) if index not in held]
    asked = [(index, examples.texts[index]) for index in examples.held] + list(examples.hurried)
    texts, intents = [examples.texts[index] for index in kept], [examples.intents[index] for index in kept]
    model = Linear.train(texts, intents)
    linear = np.stack([model.scores(text) for _, text in asked])
    fused: Optional[Floats] = None
    if embedder:
        fused = linear + SHARE * _dense_scores(texts, intents, [text for _, text in asked], embedder)
    columns = {name: column for column, name in enumerate(model.intents)}
    right = [columns[examples.intents[index]] for index, _ in asked]
    talk = [columns[name] for name in examples.talk if name in columns]
    return Calibration.measure(linear, fused, right, columns.get(OUT_OF_SCOPE, -1), talk)


def _dense_scores(texts: Sequence[str], intents: Sequence[str], asked: Sequence[str], embedder: Embedder) -> Floats:
    return Dense.train(embedder.many(texts), intents).scores(embedder.many(asked))
