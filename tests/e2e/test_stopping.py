"""SIGTERM: what is in hand is finished, what arrives meanwhile waits and is answered after the restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from tests.e2e.bots import SECRET, Bot
from tests.e2e.citizens import Citizen, pages, title
from tests.e2e.conftest import open_telegram
from tests.stubs.telegram_faults import late
from tests.stubs.telegram_updates import Update
from tests.waiting import until

pytestmark = pytest.mark.rasa


@pytest_asyncio.fixture
async def own_bot(model_dir: Path, fresh_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """A running bot of this test's own, which it may stop."""
    async with open_telegram() as telegram, Bot(tmp_path, model_dir, fresh_url, telegram).running() as bot:
        yield bot


async def test_sigterm_finishes_what_is_in_hand(own_bot: Bot) -> None:
    bot, titles = own_bot, [title("can_cuoc"), title("tam_tru")]
    citizens = [Citizen(bot.telegram) for _ in range(4)]
    bot.telegram.fail("sendMessage", late(2.0), times=len(citizens))
    for citizen in citizens:
        await bot.telegram.say(citizen.chat, "xin chào")
    await until(lambda: all(citizen.sending_times for citizen in citizens))

    stopping = asyncio.create_task(bot.worker.stop())
    await asyncio.sleep(0.3)
    for citizen in citizens:
        await bot.telegram.say(citizen.chat, "/start can_cuoc")
    assert not stopping.done(), "the worker did not wait for its turns"
    assert await stopping == 0
    replies = bot.rows("SELECT sent_at FROM replies")
    assert [bool(reply["sent_at"]) for reply in replies] == [True] * len(citizens)
    assert bot.rows("SELECT id FROM procrastinate_workers") == []
    assert {row["status"] for row in bot.rows("SELECT status FROM procrastinate_jobs")} == {"todo"}

    assert await _told_to_stop_while_a_message_arrives(bot, citizens[0].will_say("/start tam_tru")) == 200
    assert (await bot.gateway.stop(), len(bot.rows("SELECT id FROM procrastinate_jobs"))) == (0, 5)

    await asyncio.gather(bot.gateway.start(), bot.worker.start())
    await bot.worker.says("worker ready")
    await bot.idle()
    assert pages(citizens[0].sees)[1:] == titles
    assert [pages(citizen.sees)[1:] for citizen in citizens[1:]] == [titles[:1]] * 3
    await bot.gateway.says("webhook registered")


async def _told_to_stop_while_a_message_arrives(bot: Bot, update: Update) -> int:
    """The status of a webhook call that is being queued, slowly, when the gateway gets its SIGTERM."""
    with psycopg.connect(bot.database) as connection:
        connection.execute("LOCK TABLE procrastinate_jobs IN EXCLUSIVE MODE")
        body = json.dumps(update).encode()
        posting = asyncio.create_task(bot.post(body, **{"X-Telegram-Bot-Api-Secret-Token": SECRET}))
        await asyncio.sleep(0.5)
        stopping = asyncio.create_task(bot.gateway.stop())
        await asyncio.sleep(0.5)
        assert not posting.done()
        assert not stopping.done(), "the gateway did not wait for the call in hand"
    status = await posting
    await stopping
    return status
