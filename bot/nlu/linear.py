"""The linear model: n-gram features and one weight vector an intent, stored without pickle."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.svm import LinearSVC

from bot.nlu.features import Columns, Features, Floats

STRENGTH = 0.5
"""C of the support vector machine; cross-validation is flat between 0.25 and 1."""


TOLERANCE = 1e-3
"""Of the optimiser; a tenth of it changes no answer in cross-validation."""

ENOUGH = 60
"""Examples from which an intent needs no help; the guides have more, a new one may begin with twelve."""
LIFT = 0.2
"""What the score of an intent gains for each e-fold that its examples are fewer (logit adjustment)."""


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
        bias = machine.intercept_.astype(np.float32) + lifts_of(names, intents)
        return cls(names, features, machine.coef_.T.astype(np.float32), bias)

    def scores(self, text: str) -> Floats:
        """How well a normalised text fits each intent, in the order of `intents`; higher is better, without unit."""
        return self.weighed(*self.features.of(text))

    def weighed(self, columns: Columns, values: Floats) -> Floats:
        """The same for the features of a text."""
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


def lifts_of(names: Sequence[str], intents: Sequence[str]) -> Floats:
    """What is added to the scores of each of `names`: a model takes the rarer of two intents too seldom.

    After Menon et al. 2021, Long-tail learning via logit adjustment. Figures: docs/decisions/0008.
    """
    counts = Counter(intents)
    return np.array([LIFT * max(0.0, math.log(ENOUGH / max(1, counts[name]))) for name in names], dtype=np.float32)
