"""The trained model for tests: the fresh one of the project, trained once when there is none."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.cli import HOME
from bot.nlu.training import fresh_model, train


@lru_cache(maxsize=1)
def project_model() -> Path:
    """The model of today's guides."""
    return fresh_model(HOME / "var", HOME) or train(HOME / "var", print, HOME)
