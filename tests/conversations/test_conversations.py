"""Dialogues as (said, answered), through the real trained model and the real guides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.conversations.dialogue import Citizen, check
from tests.models import load_mind

if TYPE_CHECKING:
    from bot.dialogue.turn import Mind  # importing it takes ten seconds: the fast lane must not

FOLDER = Path(__file__).parent


def _dialogues() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for name, turns in YAML(typ="base").load(path.read_text(encoding="utf-8")).items():
            found.append(pytest.param(turns, id=f"{path.stem}: {name}"))
    return found


@pytest.fixture(scope="module")
def mind() -> Mind:
    return load_mind()


@pytest.mark.rasa
@pytest.mark.parametrize("turns", _dialogues())
async def test_dialogue(mind: Mind, turns: list[dict[str, Any]]) -> None:
    citizen = Citizen(mind)
    for turn in turns:
        check(turn, await citizen.takes_turn(turn))


@pytest.mark.rasa
async def test_what_an_operator_types_is_understood_as_a_citizens_words_are(mind: Mind) -> None:
    found = await mind.understand("/bac nay quen mat khau vneid")
    assert found["ranking"][0][0] == "vneid_quen_mat_khau"
    assert found["band"] in ("sure", "unsure")
    assert len(found["ranking"]) >= 5
    assert (await mind.understand("xin chào cháu"))["ranking"][0][0] == "greet"
