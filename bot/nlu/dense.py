"""Ridge regression over the likeness of a sentence embedding to those of all examples."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from bot.nlu.features import Floats
from bot.nlu.linear import lifts_of, weights_of

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
    def train(cls, embeddings: Floats, intents: Sequence[str], held: Collection[int] = ()) -> tuple[Dense, Dense]:
        """Fits intents as 1 and -1 by least squares; rows of `embeddings` belong to `intents` one by one.

        Returns the model of all rows, and that of the rows that are not `held`: for the price of one, since with
        these last, the factor of the others is the first part of the factor of all.
        """
        order = sorted(range(len(intents)), key=lambda row: row in held)
        learned = [intents[row] for row in order]
        names = tuple(sorted(set(learned)))
        importance = weights_of(learned)
        weight = np.array([importance[intent] for intent in learned], dtype=np.float32)
        wanted = _wanted(learned, names)
        centre, offset = embeddings.mean(axis=0), wanted.mean(axis=0)
        rows = _centred(embeddings[order], centre)

        def of_first(size: int, weights: Floats) -> Dense:
            return cls(names, centre, rows[:size], weights, offset + lifts_of(names, learned[:size]))

        sizes = len(order), len(order) - len(held)
        whole, part = map(of_first, sizes, _fitted(rows, wanted - offset, weight, sizes))
        return whole, part

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


def _wanted(learned: Sequence[str], names: Sequence[str]) -> Floats:
    """One row an example: 1 for its intent, -1 for the others."""
    columns = {name: column for column, name in enumerate(names)}
    wanted = np.full((len(learned), len(names)), -1.0, dtype=np.float32)
    wanted[np.arange(len(learned)), [columns[intent] for intent in learned]] = 1.0
    return wanted


def _centred(embeddings: Floats, centre: Floats) -> Floats:
    moved = embeddings - centre
    return np.asarray(moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-6), dtype=np.float32)


def _likeness(some: Floats, others: Floats) -> Floats:
    likeness = some @ others.T
    likeness -= 1.0
    likeness *= SHARPNESS
    return np.asarray(np.exp(likeness, out=likeness), dtype=np.float32)


def _fitted(rows: Floats, wanted: Floats, weight: Floats, sizes: Sequence[int]) -> list[Floats]:
    """The weights of the first examples, for each of `sizes`; a heavier example may be missed by less.

    Takes 4 bytes for each pair of examples, and as much again for a second size.
    """
    likeness = _likeness(rows, rows)
    likeness[np.diag_indices_from(likeness)] += RIDGE / weight
    factor = cholesky(likeness, lower=True, overwrite_a=True, check_finite=False)
    half = solve_triangular(factor, wanted, lower=True, check_finite=False)
    return [
        solve_triangular(factor[:size, :size], half[:size], lower=True, trans="T", check_finite=False) for size in sizes
    ]
