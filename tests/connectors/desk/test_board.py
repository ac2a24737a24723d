"""What citizens may be told of the desk: staffed, open, the usual wait only when it can be known."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.board import Board, minutes_in_words
from bot.desk.hours import Clock
from bot.desk.people import Role
from bot.storage.operators import Operators
from bot.storage.turns import Conversation, Turns
from connectors.zalo_bot.addresses import group, private

ALWAYS = "\n".join(
    f'  {day}: ["00:00-23:59"]'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
CITIZEN = Conversation("fake:1", ticket="new")


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    path = tmp_path / "hours.yml"
    path.write_text(f"weekly:\n{ALWAYS}\n", encoding="utf-8")
    return Clock(path)


async def looked(engine: AsyncEngine, clock: Clock) -> Board:
    board = Board(engine, clock)
    await board.start()
    await board.stop()
    return board


async def test_stopping_in_the_middle_of_a_look_loses_no_connection(turns: Turns, clock: Clock) -> None:
    for moment in range(25):
        board = Board(turns.engine, clock, look_every=0.0)
        await board.start()
        await asyncio.sleep(moment * 0.0004)
        await board.stop()
        assert "Checked out connections: 0" in turns.engine.pool.status()


async def test_a_desk_without_operators_is_none(turns: Turns, clock: Clock) -> None:
    assert (await looked(turns.engine, clock)).situation(CITIZEN) is None


async def test_in_a_group_there_is_no_desk(turns: Turns, clock: Clock) -> None:
    await Operators(turns.engine).add("lan", "Lan", Role.ADMINISTRATOR, None, "hash")
    board = await looked(turns.engine, clock)
    assert board.situation(Conversation(group("7", "8"))) is None
    assert board.situation(Conversation(private("8"))) is not None


async def test_the_wait_is_told_once_it_is_known_and_somebody_is_there(turns: Turns, clock: Clock) -> None:
    lan = await Operators(turns.engine).add("lan", "Lan", Role.ADMINISTRATOR, None, "hash")
    unknown = {"open": True, "opens": "", "wait": "", "ticket": "new"}
    assert (await looked(turns.engine, clock)).situation(CITIZEN) == unknown
    async with turns.engine.begin() as connection:
        for number in range(5):
            values = {"id": f"fake:{number}", "minutes": number * 4}
            await connection.execute(text("INSERT INTO conversations (id) VALUES (:id)"), values)
            await connection.execute(
                text(
                    "INSERT INTO tickets (conversation, reason, opened_at, claimed_at)"
                    " VALUES (:id, 'asked', now() - make_interval(mins => :minutes), now())"
                ),
                values,
            )
    assert (await looked(turns.engine, clock)).situation(CITIZEN) == unknown  # nobody is there
    async with turns.engine.begin() as connection:
        session = "INSERT INTO desk_sessions (digest, operator, content) VALUES ('x', :operator, '{}')"
        await connection.execute(text(session), {"operator": lan.id})
    assert (await looked(turns.engine, clock)).situation(CITIZEN) == {**unknown, "wait": "10 phút"}
    async with turns.engine.begin() as connection:
        await connection.execute(text("DELETE FROM tickets WHERE conversation = 'fake:0'"))
    assert (await looked(turns.engine, clock)).situation(CITIZEN) == unknown  # four are too few to know


@pytest.mark.parametrize(
    ("wait", "words"), [(0, "5 phút"), (299, "5 phút"), (301, "10 phút"), (3600, "1 giờ"), (4000, "1 giờ 10 phút")]
)
def test_waits_are_rounded_up(wait: float, words: str) -> None:
    assert minutes_in_words(timedelta(seconds=wait)) == words
