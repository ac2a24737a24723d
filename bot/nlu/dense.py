"""A small neural network over sentence embeddings: one hidden layer, trained and run with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import RandomState

from bot.nlu.features import Floats
from bot.nlu.linear import weights_of

HIDDEN = 256
EPOCHS = 20
BATCH = 128
RATE = 0.004
DECAY = 0.01
DROPPED = 0.3
SMOOTHED = 0.1
SCALE = 10.0
"""Embeddings have length 1; the network learns faster when their numbers are near 1."""


@dataclass(frozen=True)
class Dense:
    """`centre` is taken off every embedding; the rest are the two layers' weights and biases."""

    intents: tuple[str, ...]
    centre: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    @classmethod
    def train(cls, embeddings: Floats, intents: Sequence[str]) -> Dense:
        """Fits by Adam on softmax with smoothed labels; rows of `embeddings` belong to `intents` one by one."""
        names = tuple(sorted(set(intents)))
        columns = {name: column for column, name in enumerate(names)}
        right = np.array([columns[intent] for intent in intents])
        weights = weights_of(intents)
        weight = np.array([weights[intent] for intent in intents], dtype=np.float32)
        centre = embeddings.mean(axis=0)
        layers = _fitted(_centred(embeddings, centre), right, weight, len(names))
        return cls(names, centre, *layers)

    def scores(self, embedding: Floats) -> Floats:
        """The logarithm of each intent's chance, in the order of `intents`; one row or many."""
        hidden = np.maximum(_centred(embedding, self.centre) @ self.first + self.first_bias, 0)
        return log_softmax(hidden @ self.second + self.second_bias)

    def save(self, folder: Path) -> None:
        """Writes `dense.npz`."""
        arrays = {name: getattr(self, name) for name in ("centre", "first", "first_bias", "second", "second_bias")}
        np.savez(folder / "dense.npz", intents=np.array(self.intents), **arrays)

    @classmethod
    def load(cls, folder: Path) -> Dense:
        """The opposite of `save`."""
        with np.load(folder / "dense.npz", allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files if name != "intents"}
            return cls(tuple(str(name) for name in kept["intents"]), **arrays)


def log_softmax(scores: Floats) -> Floats:
    """Over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def _centred(embeddings: Floats, centre: Floats) -> Floats:
    moved = embeddings - centre
    return np.asarray(SCALE * moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-6), dtype=np.float32)


def _fitted(rows: Floats, right: Floats, weight: Floats, count: int) -> list[Floats]:
    random = RandomState(0)
    size = rows.shape[1]
    layers = [
        random.randn(size, HIDDEN).astype(np.float32) / np.float32(np.sqrt(size)),
        np.zeros(HIDDEN, np.float32),
        random.randn(HIDDEN, count).astype(np.float32) / np.float32(2 * np.sqrt(HIDDEN)),
        np.zeros(count, np.float32),
    ]
    adam = _Adam(layers, total=EPOCHS * (len(rows) // BATCH + 1))
    for _ in range(EPOCHS):
        order = random.permutation(len(rows))
        for at in range(0, len(rows), BATCH):
            batch = order[at : at + BATCH]
            adam.step(_gradients(layers, rows[batch], right[batch], weight[batch], random))
    return layers


def _gradients(layers: list[Floats], rows: Floats, right: Floats, weight: Floats, random: RandomState) -> list[Floats]:
    first, first_bias, second, second_bias = layers
    before = rows @ first + first_bias
    kept = ((random.rand(*before.shape) > DROPPED) * (before > 0) / (1 - DROPPED)).astype(np.float32)
    hidden = before * kept
    chances = np.exp(log_softmax(hidden @ second + second_bias))
    wanted = np.full_like(chances, SMOOTHED / chances.shape[1])
    wanted[np.arange(len(rows)), right] += 1 - SMOOTHED
    wrong = (chances - wanted) * (weight / len(rows))[:, None]
    back = (wrong @ second.T) * kept
    return [rows.T @ back, back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)]


class _Adam:
    """Changes `layers` in place; the rate falls to zero over `total` steps."""

    def __init__(self, layers: list[Floats], total: int) -> None:
        self._layers = layers
        self._total = total
        self._steps = 0
        self._means = [np.zeros_like(layer) for layer in layers]
        self._squares = [np.zeros_like(layer) for layer in layers]

    def step(self, gradients: list[Floats]) -> None:
        """One step against `gradients`."""
        self._steps += 1
        rate = RATE * max(0.0, 1 - self._steps / self._total)
        for layer, gradient, mean, square in zip(self._layers, gradients, self._means, self._squares):
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient * gradient - square)
            step = mean / (1 - 0.9**self._steps) / (np.sqrt(square / (1 - 0.99**self._steps)) + 1e-8)
            layer -= np.float32(rate) * (step + DECAY * layer)
