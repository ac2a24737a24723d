"""The linear model: n-gram features and one weight vector an intent, stored without pickle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.svm import LinearSVC

from bot.nlu.features import Features, Floats

STRENGTH = 0.5
"""C of the support vector machine; cross-validation is flat between 0.25 and 1."""


TOLERANCE = 1e-3
"""Of the optimiser; a tenth of it changes no answer in cross-validation."""


@dataclass(frozen=True)
class Linear:
    """`weights` has one row a feature and one column an intent; `bias` one value an intent."""

    intents: tuple[str, ...]
    features: Features
    weights: Floats
    bias: Floats

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str]) -> Linear:
        """Fits a linear support vector machine, one intent against the rest; needs at least three intents."""
        features = Features.learn(texts)
        machine = LinearSVC(C=STRENGTH, tol=TOLERANCE, class_weight=weights_of(intents), random_state=0)
        machine.fit(features.matrix(texts), list(intents))
        names = tuple(str(name) for name in machine.classes_)
        return cls(names, features, machine.coef_.T.astype(np.float32), machine.intercept_.astype(np.float32))

    def scores(self, text: str) -> Floats:
        """How well a normalised text fits each intent, in the order of `intents`; higher is better, without unit."""
        columns, values = self.features.of(text)
        return np.asarray(values @ self.weights[columns] + self.bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes `linear.json` (names) and `linear.npz` (numbers)."""
        names = {"intents": self.intents, "grams": list(self.features.index)}
        (folder / "linear.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "linear.npz", weights=self.weights.astype(np.float16), bias=self.bias, idf=self.features.idf)

    @classmethod
    def load(cls, folder: Path) -> Linear:
        """The opposite of `save`."""
        names = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz", allow_pickle=False) as numbers:
            features = Features({gram: column for column, gram in enumerate(names["grams"])}, numbers["idf"])
            return cls(tuple(names["intents"]), features, numbers["weights"].astype(np.float32), numbers["bias"])


def weights_of(intents: Sequence[str]) -> dict[str, float]:
    """Intents with fewer examples than usual weigh more, so that a new guide with twelve examples is heard."""
    counts = Counter(intents)
    usual = median(counts.values())
    return {intent: max(1.0, usual / count) for intent, count in counts.items()}
