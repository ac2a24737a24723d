"""Ridge regression over the likeness of sentence embeddings to some examples, trained and run with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import RandomState

from bot.nlu.features import Floats
from bot.nlu.linear import weights_of

LANDMARKS = 2000
"""Examples to which a text is compared (the Nyström approximation); with all of them nothing more is right."""
SHARPNESS = 2.0
"""How fast likeness falls with the angle between two embeddings."""
RIDGE = 0.1


@dataclass(frozen=True)
class Dense:
    """`centre` is taken off every embedding; `landmarks` has one row an example, `weights` one column an intent."""

    intents: tuple[str, ...]
    centre: Floats
    landmarks: Floats
    weights: Floats
    offset: Floats

    @classmethod
    def train(cls, embeddings: Floats, intents: Sequence[str]) -> Dense:
        """Fits intents as 1 and -1 by least squares; rows of `embeddings` belong to `intents` one by one."""
        names = tuple(sorted(set(intents)))
        right = np.array([names.index(intent) for intent in intents])
        importance = weights_of(intents)
        weight = np.array([importance[intent] for intent in intents], dtype=np.float32)
        wanted = np.full((len(right), len(names)), -1.0, dtype=np.float32)
        wanted[np.arange(len(right)), right] = 1.0
        centre = embeddings.mean(axis=0)
        rows = _centred(embeddings, centre)
        landmarks = rows[np.sort(RandomState(0).permutation(len(rows))[:LANDMARKS])]
        offset = wanted.mean(axis=0)
        return cls(names, centre, landmarks, _fitted(rows, landmarks, wanted - offset, weight), offset)

    def scores(self, embedding: Floats) -> Floats:
        """How well embeddings fit each intent, in the order of `intents`, about 1 to -1; one row or many."""
        likeness = _likeness(_centred(embedding, self.centre), self.landmarks)
        return np.asarray(likeness @ self.weights + self.offset, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes `dense.npz`."""
        arrays = {name: getattr(self, name) for name in ("centre", "landmarks", "weights", "offset")}
        np.savez(folder / "dense.npz", intents=np.array(self.intents), **arrays)

    @classmethod
    def load(cls, folder: Path) -> Dense:
        """The opposite of `save`."""
        with np.load(folder / "dense.npz", allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files if name != "intents"}
            return cls(tuple(str(name) for name in kept["intents"]), **arrays)


def _centred(embeddings: Floats, centre: Floats) -> Floats:
    moved = embeddings - centre
    return np.asarray(moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-6), dtype=np.float32)


def _likeness(rows: Floats, landmarks: Floats) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (rows @ landmarks.T - 1.0)), dtype=np.float32)


def _fitted(rows: Floats, landmarks: Floats, wanted: Floats, weight: Floats) -> Floats:
    """Least squares with the norm of the function, not of its weights, as the penalty."""
    likeness = _likeness(rows, landmarks)
    weighted = likeness * weight[:, None]
    normal = (weighted.T @ likeness).astype(np.float64) + RIDGE * _likeness(landmarks, landmarks)
    normal[np.diag_indices_from(normal)] += 1e-4  # two landmarks may be the same sentence
    return np.asarray(np.linalg.solve(normal, weighted.T @ wanted), dtype=np.float32)
