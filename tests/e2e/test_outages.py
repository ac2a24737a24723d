"""Telegram asks to wait, is down, or has lost the citizen: what can be sent later is, once and in order."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from tests.e2e.bots import SECRET, Bot
from tests.e2e.citizens import Citizen, pages, title
from tests.stubs.telegram_faults import server_error, too_many
from tests.waiting import until

pytestmark = pytest.mark.rasa

GUIDES = ["vneid_khoa", "can_cuoc", "tam_tru"]


async def test_the_wait_telegram_asks_for_is_kept_and_the_reply_sent_once(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    errors = await _errors(bot, "later")
    bot.telegram.fail("sendMessage", too_many(retry_after=2))
    await citizen.says("xin chào")
    await bot.idle()
    refused, taken = citizen.sending_times
    assert 2.0 <= taken - refused < 5.0
    assert len(citizen.sees) == 1
    assert await _errors(bot, "later") == errors + 1


async def test_a_citizen_who_blocked_the_bot_is_not_tried_again(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    errors = await _errors(bot, "unreachable")
    bot.telegram.blocked.add(citizen.chat)
    await bot.telegram.say(citizen.chat, "xin chào")
    await until(lambda: citizen.sending_times)
    await bot.idle()
    (reply,) = bot.rows("SELECT sent_at, failed FROM replies WHERE conversation = %s", citizen.conversation)
    assert reply["sent_at"] is None
    assert "blocked" in reply["failed"]
    assert await _errors(bot, "unreachable") == errors + 1

    bot.telegram.blocked.discard(citizen.chat)
    (back,) = await citizen.says("/start can_cuoc")
    assert pages([back]) == [title("can_cuoc")]
    assert len(citizen.sending_times) == 2


@pytest.mark.parametrize("refusing", [False, True], ids=["Telegram answers 500", "Telegram refuses connections"])
async def test_an_outage_delays_but_loses_nothing(bot: Bot, refusing: bool) -> None:
    titles = [title(guide) for guide in GUIDES]
    citizens = [Citizen(bot.telegram), Citizen(bot.telegram)]
    for citizen in citizens:
        await citizen.says("xin chào")
    if refusing:
        await bot.telegram.stop()
    else:
        bot.telegram.fail_always("sendMessage", server_error())
    down = time.monotonic()
    for guide in GUIDES:
        for citizen in citizens:
            assert await _write(bot, citizen, f"/start {guide}") == 200
    await asyncio.sleep(3.0)
    assert [len(citizen.sees) for citizen in citizens] == [1, 1]

    up = time.monotonic()
    bot.telegram.fail_always("sendMessage", None)
    if refusing:
        await bot.telegram.start()
    for citizen in citizens:
        shown = (await citizen.gets(1 + len(GUIDES), within=60.0))[1:]
        assert pages(shown) == titles
    print(f"all sent {time.monotonic() - up:.1f} s after an outage of {up - down:.1f} s")
    await bot.idle()
    assert [len(citizen.sees) for citizen in citizens] == [4, 4]


async def _write(bot: Bot, citizen: Citizen, text: str) -> int:
    """Posts a message whether Telegram's API answers or not."""
    body = json.dumps(citizen.will_say(text)).encode()
    return await bot.post(body, **{"X-Telegram-Bot-Api-Secret-Token": SECRET})


async def _errors(bot: Bot, kind: str) -> float:
    return (await bot.metrics()).value("bot_send_errors_total", connector="telegram", kind=kind)
