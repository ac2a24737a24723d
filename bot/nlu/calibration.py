"""Turns scores into confidence, and confidence into the three bands, measured on examples the model did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import numpy as np

from bot.nlu.features import Floats

OUT_OF_SCOPE = "out_of_scope"


class Band(str, Enum):
    """How far an understanding can be relied on."""

    SURE = "sure"
    UNSURE = "unsure"
    LOST = "lost"


@dataclass(frozen=True)
class Calibration:
    """`temperature` divides scores before the softmax; the thresholds are confidences between 0 and 1."""

    temperature: float
    sure: float
    lost: float

    @classmethod
    def measure(cls, scores: Floats, right: Sequence[int], out: int, wrong: float, lost: float) -> Calibration:
        """From held-out `scores` (one row an example) and the column of each example's intent.

        `out` is the column of `out_of_scope` (-1: none). At most `wrong` of the examples are answered wrongly, and
        at most `lost` of those in scope are given up.
        """
        truth = np.asarray(right)
        temperature = _best_temperature(scores, truth)
        chances = confidences(scores, temperature)
        best = chances.argmax(axis=1)
        top = chances.max(axis=1)
        inside = (truth != out) & (best != out)
        return cls(temperature, _sure_from(top, best != truth, wrong), float(np.quantile(top[inside], lost)))

    def confidences(self, scores: Floats) -> Floats:
        """The chance of each intent, adding up to 1."""
        return confidences(scores, self.temperature)

    def band(self, confidence: float) -> Band:
        """The band of the best intent's confidence."""
        if confidence >= self.sure:
            return Band.SURE
        return Band.UNSURE if confidence >= self.lost else Band.LOST

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Calibration:
        """The opposite of `to_json`."""
        return cls(**data)


def confidences(scores: Floats, temperature: float) -> Floats:
    """Softmax over the last axis."""
    scaled = (scores - scores.max(axis=-1, keepdims=True)) / temperature
    powers = np.exp(scaled)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def _best_temperature(scores: Floats, truth: Floats) -> float:
    """The temperature under which the right intents are the least surprising."""
    rows = np.arange(len(truth))
    tried = np.geomspace(0.02, 2.0, 60)
    surprise = [-np.log(confidences(scores, value)[rows, truth] + 1e-9).mean() for value in tried]
    return float(tried[int(np.argmin(surprise))])


def _sure_from(top: Floats, mistaken: Floats, share: float) -> float:
    """The lowest confidence above which at most `share` of all examples are mistakes."""
    order = np.argsort(-top)
    mistakes = np.cumsum(mistaken[order])
    allowed = np.flatnonzero(mistakes <= share * len(top))
    return float(top[order][allowed[-1]]) if len(allowed) else 1.0
