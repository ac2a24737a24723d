"""The trained model for tests: the fresh one of the project, trained once when there is none."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import HOME
from bot.nlu.training import fresh_model

if TYPE_CHECKING:
    from bot.dialogue.turn import Mind


@lru_cache(maxsize=1)
def project_model() -> Path:
    """The model of today's guides."""
    found = fresh_model(HOME / "var", HOME)
    if found is None:
        subprocess.run([sys.executable, "-m", "bot", "train"], cwd=HOME, check=True)
        found = fresh_model(HOME / "var", HOME)
    assert found is not None, "`bot train` gave no model"
    return found


def load_mind(**given: Any) -> Mind:
    """What thinks in a worker, with the project's model; `given` as to `Mind`.

    It imports Rasa, which no other lane waits for, and which makes uvloop the policy of the whole process: the loop
    that runs all tests could start no child any more.
    """
    before = asyncio.get_event_loop_policy()
    from bot.dialogue.turn import Mind

    asyncio.set_event_loop_policy(before)
    return Mind(project_model(), **given)
