"""The trained model for tests: the fresh one of the project, trained once when there is none."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from bot.cli import HOME
from bot.nlu.training import fresh_model


@lru_cache(maxsize=1)
def project_model() -> Path:
    """The model of today's guides."""
    found = fresh_model(HOME / "var", HOME)
    if found is None:
        subprocess.run([sys.executable, "-m", "bot", "train"], cwd=HOME, check=True)
        found = fresh_model(HOME / "var", HOME)
    assert found is not None, "`bot train` gave no model"
    return found
