"""Ridge regression over the likeness of a sentence embedding to those of all examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from bot.nlu.features import Floats
from bot.nlu.linear import weights_of

SHARPNESS = 2.0
"""How fast likeness falls with the angle between two embeddings."""
RIDGE = 0.1
"""Both are flat in cross-validation between half and twice their values. Comparing with 2,000 examples instead of all
of them costs two points of accuracy."""


@dataclass(frozen=True)
class Dense:
    """`centre` is taken off every embedding; `rows` and `weights` have one row an example."""

    intents: tuple[str, ...]
    centre: Floats
    rows: Floats
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
        offset = wanted.mean(axis=0)
        return cls(names, centre, rows, _fitted(rows, wanted - offset, weight), offset)

    def scores(self, embedding: Floats) -> Floats:
        """How well embeddings fit each intent, in the order of `intents`, about 1 to -1; one row or many."""
        likeness = _likeness(_centred(embedding, self.centre), self.rows)
        return np.asarray(likeness @ self.weights + self.offset, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes `dense.npz`."""
        half = {name: getattr(self, name).astype(np.float16) for name in ("centre", "rows", "weights", "offset")}
        np.savez(folder / "dense.npz", intents=np.array(self.intents), **half)

    @classmethod
    def load(cls, folder: Path) -> Dense:
        """The opposite of `save`."""
        with np.load(folder / "dense.npz", allow_pickle=False) as kept:
            arrays = {name: kept[name].astype(np.float32) for name in kept.files if name != "intents"}
            return cls(tuple(str(name) for name in kept["intents"]), **arrays)


def _centred(embeddings: Floats, centre: Floats) -> Floats:
    moved = embeddings - centre
    return np.asarray(moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-6), dtype=np.float32)


def _likeness(some: Floats, others: Floats) -> Floats:
    likeness = some @ others.T
    likeness -= 1.0
    likeness *= SHARPNESS
    return np.asarray(np.exp(likeness, out=likeness), dtype=np.float32)


def _fitted(rows: Floats, wanted: Floats, weight: Floats) -> Floats:
    """The weights of the examples; a heavier one may be missed by less. Takes 4 bytes for each pair of examples."""
    likeness = _likeness(rows, rows)
    likeness[np.diag_indices_from(likeness)] += RIDGE / weight
    factor = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, wanted, check_finite=False), dtype=np.float32)
