"""What operators see: figures on /metrics, JSON in the logs, and nothing about anybody in either."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

from tests.e2e.bots import SECRET, Bot, Metrics
from tests.e2e.citizens import Citizen
from tests.stubs.telegram_faults import late, server_error
from tests.waiting import until

pytestmark = pytest.mark.rasa

GIBBERISH = "qwrtp zxcvb lkjhg"
PRIVATE = "Bà Xuyến xóm Gòn hỏi"
"""Words that no guide, setting or library knows, in every message of this module."""


async def test_turns_are_counted_and_timed(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    await bot.idle()
    before = await bot.metrics()
    await citizen.says("xin chào")
    await citizen.says(GIBBERISH)
    await bot.idle()
    after = await bot.metrics()
    bands = [turn["band"] for turn in bot.rows("SELECT band FROM turns WHERE conversation = %s", citizen.conversation)]
    assert len(set(bands)) == 2, "both messages were understood equally well"
    for band in bands:
        assert _grew("bot_turns_total", before, after, connector="telegram", band=band) == 1
    assert _grew("bot_messages_received_total", before, after, connector="telegram") == 2
    assert _grew("bot_turn_seconds_count", before, after) == 2
    assert _grew("bot_reply_seconds_count", before, after, connector="telegram") == 2
    thinking = _grew("bot_turn_seconds_sum", before, after)
    assert 0 < thinking < _grew("bot_reply_seconds_sum", before, after, connector="telegram")
    assert _grew("bot_turn_seconds_bucket", before, after, le="+Inf") == 2


async def test_the_queue_is_measured_while_messages_wait(bot: Bot) -> None:
    await bot.idle()
    metrics = await bot.metrics()
    assert (metrics.value("bot_queue_depth"), metrics.value("bot_queue_age_seconds")) == (0, 0)
    citizen = Citizen(bot.telegram)
    bot.telegram.fail("sendMessage", late(2.0))
    await bot.telegram.say(citizen.chat, "xin chào")
    await until(lambda: citizen.sending_times)
    await bot.telegram.say(citizen.chat, "/start can_cuoc")
    await bot.telegram.say(citizen.chat, "/start tam_tru")
    await asyncio.sleep(0.5)
    metrics = await bot.metrics()
    assert metrics.value("bot_queue_depth") == 2
    assert 0.4 < metrics.value("bot_queue_age_seconds") < 10
    await citizen.gets(3)
    await bot.idle()


async def test_ready_workers_are_counted(bot: Bot) -> None:
    assert (await bot.metrics()).value("bot_workers_ready") == 1
    health = await bot.health()
    assert (health["status"], health["workers_ready"]) == ("ok", 1)


async def test_logs_are_json_and_tell_nothing_about_anybody(bot: Bot) -> None:
    citizen, blocked, unlucky = (Citizen(bot.telegram) for _ in range(3))
    await citizen.says("xin chào")
    await citizen.taps("Dịch vụ công trực tuyến")
    await citizen.says(f"{PRIVATE} quên mật khẩu VNeID")
    bot.telegram.fail("sendMessage", server_error())
    await citizen.says(f"{PRIVATE} {GIBBERISH}")

    bot.telegram.blocked.add(blocked.chat)
    await bot.telegram.say(blocked.chat, PRIVATE)
    await until(lambda: blocked.sending_times)

    failed = _failed(bot)
    bot.rows("ALTER TABLE turns RENAME COLUMN said TO heard")
    await bot.telegram.say(unlucky.chat, PRIVATE)
    await until(lambda: _failed(bot) > failed)
    bot.rows("ALTER TABLE turns RENAME COLUMN heard TO said")
    await unlucky.gets(1)
    refused = json.dumps(unlucky.will_say(PRIVATE)).encode()
    assert await bot.post(refused) == 403
    assert await bot.post(b"{" + refused, **{"X-Telegram-Bot-Api-Secret-Token": SECRET}) == 400
    await bot.idle()

    lines = [*bot.gateway.lines(), *bot.worker.lines()]
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    written = bot.gateway.text() + bot.worker.text() + (await bot.metrics()).text
    chats = {call.parameters["chat_id"] for call in bot.telegram.calls if "chat_id" in call.parameters}
    assert {str(citizen.chat), str(blocked.chat), str(unlucky.chat)} <= chats
    told = [chat for chat in chats if re.search(rf"(?<!\d){chat}(?!\d)", written)]
    assert told == []
    words = [PRIVATE, *PRIVATE.split()[:4:3], GIBBERISH, "Nguyễn Thị", SECRET, *bot.telegram.token.split(":")]
    assert [word for word in words if word in written] == []


def test_a_worker_does_without_jax(bot: Bot) -> None:
    mapped = Path(f"/proc/{bot.worker.pid}/maps").read_text(encoding="utf-8")
    assert "tensorflow" in mapped
    assert "jaxlib" not in mapped


def _failed(bot: Bot) -> int:
    return bot.worker.events().count("a message could not be answered")


def _grew(name: str, before: Metrics, after: Metrics, **labels: str) -> float:
    return after.value(name, **labels) - before.value(name, **labels)
