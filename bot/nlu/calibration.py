"""Turns scores into confidence, and confidence into the three bands, measured on examples the model did not see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import Floats

OUT_OF_SCOPE = "out_of_scope"
CERTAIN = 0.9
"""Confidence of the linear model from which the embedding is not asked: it would change nothing there."""
WRONG = 0.01
"""Share of the held-out examples taken for a guide's that may be answered wrongly with confidence."""
WRONG_TALK = 0.02
"""The same of those taken for small talk, a word to the bot or out of scope: a mistake there is no wrong advice."""
GIVEN_UP = 0.02
"""Share of the held-out examples in scope that may be given up as not understood."""


class Band(str, Enum):
    """How far an understanding can be relied on: answer it, ask back, or give up."""

    SURE = "sure"
    UNSURE = "unsure"
    LOST = "lost"


@dataclass(frozen=True)
class Calibration:
    """Temperatures divide scores before the softmax; thresholds are confidences between 0 and 1.

    `linear` is the temperature of the linear scores, `fused` that of the scores fused with the embedding's
    (None: the model is linear only). An answer is sure from `sure`, small talk from `sure_talk`.
    """

    linear: float
    fused: Optional[float]
    sure: float
    sure_talk: float
    lost: float

    @classmethod
    def measure(
        cls, linear: Floats, fused: Optional[Floats], right: Sequence[int], out: int, talk: Collection[int] = ()
    ) -> Calibration:
        """From held-out scores (one row an example) and the column of each example's intent.

        `out` is the column of `out_of_scope`, -1 if there is none; `talk` are the columns of small talk.
        """
        truth = np.asarray(right, dtype=np.int64)
        cool = best_temperature(linear, truth)
        chances = confidences(linear, cool)
        warm: Optional[float] = None
        if fused is not None:
            asked = chances.max(axis=1) < CERTAIN
            warm = best_temperature(fused[asked], truth[asked]) if asked.any() else cool
            chances[asked] = confidences(fused[asked], warm)
        best, top = chances.argmax(axis=1), chances.max(axis=1)
        inside = (truth != out) & (best != out)
        lost = float(np.quantile(top[inside], GIVEN_UP)) if inside.any() else 0.0
        chat = np.isin(best, list(talk))
        sure = _sure_from(top[~chat], (best != truth)[~chat], WRONG)
        sure_talk = _sure_from(top[chat], (best != truth)[chat], WRONG_TALK)
        return cls(cool, warm, max(lost, sure), max(lost, sure_talk), lost)

    def band(self, confidence: float, talk: bool = False) -> Band:
        """The band of the best intent's confidence; `talk`: it is small talk."""
        if confidence >= (self.sure_talk if talk else self.sure):
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


def best_temperature(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The temperature under which the right intents are the least surprising."""
    rows = np.arange(len(truth))
    tried = np.geomspace(0.02, 4.0, 60)
    surprise = [-np.log(confidences(scores, value)[rows, truth] + 1e-9).mean() for value in tried]
    return float(tried[int(np.argmin(surprise))])


def _sure_from(top: Floats, mistaken: NDArray[np.bool_], share: float) -> float:
    """The lowest confidence above which at most `share` of all examples are mistakes."""
    order = np.argsort(-top)
    mistakes = np.cumsum(mistaken[order])
    allowed = np.flatnonzero(mistakes <= share * len(top))
    return float(top[order][allowed[-1]]) if len(allowed) else 1.0
