"""The database cuts its connections, or takes a living worker for dead: nothing is lost, nobody waits for ever."""

from __future__ import annotations

import asyncio
import time
from itertools import groupby

import pytest

from tests.e2e.bots import Bot
from tests.e2e.citizens import Citizen, pages, title
from tests.stubs.telegram_faults import too_many
from tests.waiting import until

pytestmark = pytest.mark.rasa

GUIDES = ["vneid_khoa", "can_cuoc", "tam_tru"]

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""What a restart of the server, or a switch to its replica, does to its connections."""


async def test_a_worker_that_was_taken_for_dead_goes_on(bot: Bot) -> None:
    assert (await bot.health())["workers_ready"] == 1
    bot.rows("DELETE FROM procrastinate_workers")
    (answer,) = await Citizen(bot.telegram).says("xin chào")
    assert answer.buttons
    await until(lambda: len(bot.rows("SELECT id FROM procrastinate_workers")) == 1)


async def test_a_message_whose_end_was_not_noted_down_blocks_nobody(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    await citizen.says("xin chào")
    bot.telegram.fail("sendMessage", too_many(retry_after=60))
    await bot.telegram.say(citizen.chat, "/start can_cuoc")
    await until(lambda: bot.rows("SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND attempts = 1"))
    bot.rows(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers),"
        " scheduled_at = NULL"
    )
    shown = await citizen.says("/start tam_tru", replies=2)
    assert pages(shown) == [title("can_cuoc"), title("tam_tru")]


async def test_connections_that_are_cut_delay_but_lose_nothing(bot: Bot) -> None:
    titles = [title(guide) for guide in GUIDES]
    citizens = [Citizen(bot.telegram) for _ in range(6)]
    for citizen in citizens:
        await citizen.says("xin chào")
    said = [bot.telegram.say(citizen.chat, f"/start {guide}") for guide in GUIDES for citizen in citizens]
    writing = asyncio.gather(*said)
    await asyncio.sleep(0.2)
    bot.rows(CUT)
    cut = time.monotonic()
    await writing
    print(f"all messages taken in {time.monotonic() - cut:.1f} s after the cut")
    await bot.idle()
    print(f"all replies sent {time.monotonic() - cut:.1f} s after the cut")
    for citizen in citizens:
        # A reply that was on its way when the connections were cut may come twice.
        assert [page for page, _again in groupby(pages(citizen.sees)[1:])] == titles
