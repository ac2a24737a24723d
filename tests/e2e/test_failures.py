"""A message that cannot be answered: five tries, one apology, and everybody else goes on."""

from __future__ import annotations

import json
import time

import pytest

from tests.e2e.bots import Bot
from tests.e2e.citizens import Citizen
from tests.waiting import until

pytestmark = pytest.mark.rasa

APOLOGY = "Cháu xin lỗi, cháu đang trục trặc"
"""How `bot.dialogue.turn.APOLOGY` begins; that module loads Rasa."""

POISON = [{"place": 5}, {"place": {"no": "such field"}}]
"""States on which reading a message, and an action, fail."""


@pytest.mark.parametrize("state", POISON, ids=["reading fails", "an action fails"])
async def test_a_message_that_fails_five_times_gets_one_apology(bot: Bot, state: dict[str, object]) -> None:
    unlucky, other = Citizen(bot.telegram), Citizen(bot.telegram)
    await unlucky.says("xin chào")
    _put(bot, unlucky, state)
    failures, began = len(_failures(bot)), time.monotonic()
    await bot.telegram.say(unlucky.chat, "danh mục")
    await until(lambda: len(_failures(bot)) > failures)

    (shown,) = await other.says("xin chào")
    assert not shown.text.startswith(APOLOGY)
    assert len(unlucky.sees) == 1, "the other citizen had to wait"

    (_, apology) = await unlucky.gets(2)
    print(f"apology after {time.monotonic() - began:.1f} s")
    assert apology.text.startswith(APOLOGY)
    await bot.idle()
    assert len(unlucky.sees) == 2
    assert len(_failures(bot)) == failures + 5
    (turn,) = bot.rows("SELECT status FROM turns WHERE conversation = %s AND said = 'danh mục'", unlucky.conversation)
    assert turn["status"] == "apologised"

    _put(bot, unlucky, {"greeted": True})
    (answer,) = await unlucky.says("danh mục")
    assert answer.buttons


def _put(bot: Bot, citizen: Citizen, state: dict[str, object]) -> None:
    bot.rows("UPDATE conversations SET state = %s WHERE id = %s", json.dumps(state), citizen.conversation)


def _failures(bot: Bot) -> list[dict[str, object]]:
    return [line for line in bot.worker.lines() if line["event"] == "a message could not be answered"]
