"""What the classifier knows: the linear model with its calibration, trained and stored as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bot.nlu.calibration import OUT_OF_SCOPE, Band, Calibration
from bot.nlu.features import Floats
from bot.nlu.linear import Linear

FOLDS = 3
WRONG = 0.02
LOST = 0.03


@dataclass(frozen=True)
class Understood:
    """Intents with their confidences, best first, and the band of the best."""

    ranking: tuple[tuple[str, float], ...]
    band: Band


@dataclass(frozen=True)
class Understanding:
    """A trained model."""

    linear: Linear
    calibration: Calibration

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str]) -> Understanding:
        """Fits the model, and calibrates it on held-out folds of the same examples."""
        linear = Linear.train(texts, intents)
        scores, right = _held_out(texts, intents, linear.intents)
        out = linear.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in linear.intents else -1
        return cls(linear, Calibration.measure(scores, right, out, wrong=WRONG, lost=LOST))

    def understand(self, text: str) -> Understood:
        """What `text` most likely means."""
        chances = self.calibration.confidences(self.linear.scores(text))
        order = np.argsort(-chances)
        ranking = tuple((self.linear.intents[column], float(chances[column])) for column in order)
        return Understood(ranking, self.calibration.band(ranking[0][1]))

    def save(self, folder: Path) -> None:
        """Writes the model's files into `folder`."""
        self.linear.save(folder)
        (folder / "calibration.json").write_text(json.dumps(self.calibration.to_json()), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """The opposite of `save`."""
        kept = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        return cls(Linear.load(folder), Calibration.from_json(kept))


def _held_out(texts: Sequence[str], intents: Sequence[str], names: tuple[str, ...]) -> tuple[Floats, list[int]]:
    """Scores of every example by a model that did not see it, and the column of each example's intent."""
    scores = np.full((len(texts), len(names)), -1.0, dtype=np.float32)
    columns = {name: column for column, name in enumerate(names)}
    for kept, held in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, intents):
        model = Linear.train([texts[index] for index in kept], [intents[index] for index in kept])
        place = [columns[name] for name in model.intents]
        for index in held:
            scores[index, place] = model.scores(texts[index])
    return scores, [columns[intent] for intent in intents]
