"""Messages wait on disk while the database is slow or away, and none is lost, in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.inbox import Inbox
from bot.messages import IncomingMessage, Kind
from tests.waiting import until


class Database:
    """Takes messages; can hang, or fail."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.works = asyncio.Event()
        self.works.set()
        self.failing = False

    async def put(self, message: IncomingMessage) -> None:
        await self.works.wait()
        if self.failing:
            raise OSError("the database is away")
        self.taken.append(message.text)


Make = Callable[[], Inbox]


def said(text: str) -> IncomingMessage:
    return IncomingMessage("zalo:1", text, Kind.TEXT, text, 1.0)


@pytest_asyncio.fixture
async def database() -> Database:
    return Database()


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Make:
    return lambda: Inbox(database.put, tmp_path / "inbox", try_again=0.01)


@pytest_asyncio.fixture
async def inbox(make: Make) -> AsyncIterator[Inbox]:
    inbox = make()
    inbox.start()
    yield inbox
    await inbox.stop()


async def test_a_database_that_works_takes_messages_at_once(database: Database, inbox: Inbox, tmp_path: Path) -> None:
    await inbox.take(said("một"), within=5.0)
    assert (database.taken, inbox.waiting, list((tmp_path / "inbox").iterdir())) == (["một"], 0, [])


async def test_a_slow_database_is_waited_for_only_so_long(database: Database, inbox: Inbox) -> None:
    database.works.clear()
    begin = time.monotonic()
    for number in range(50):
        await inbox.take(said(f"{number:02}"), within=0.05)
    assert time.monotonic() - begin < 2.0, "only the first one waits"
    assert (database.taken, inbox.waiting) == ([], 50)
    database.works.set()
    await until(lambda: inbox.waiting == 0)
    assert list(dict.fromkeys(database.taken)) == [f"{number:02}" for number in range(50)], "in order"
    assert database.taken.count("00") == 2, "the first arrived after all: its id tells"


async def test_a_database_that_is_away_loses_nothing(database: Database, inbox: Inbox) -> None:
    database.failing = True
    for text in ("một", "hai"):
        await inbox.take(said(text), within=5.0)
    assert inbox.waiting == 2
    database.failing = False
    await until(lambda: inbox.waiting == 0)
    await inbox.take(said("ba"), within=5.0)
    assert database.taken == ["một", "hai", "ba"]


async def test_what_waits_outlives_a_restart(database: Database, make: Make, tmp_path: Path) -> None:
    database.works.clear()
    first = make()
    first.start()
    for text in ("một", "hai"):
        await first.take(said(text), within=0.01)
    await first.stop()
    (tmp_path / "inbox" / "9.part").write_text("half written when the machine stopped")
    database.works.set()
    second = make()
    second.start()
    await until(lambda: database.taken == ["một", "hai"])
    await until(lambda: second.waiting == 0)
    await second.stop()


async def test_two_gateways_on_one_disk(database: Database, make: Make) -> None:
    database.works.clear()
    first = make()
    first.start()
    await first.take(said("một"), within=0.01)
    second = make()
    second.start()
    database.works.set()
    await until(lambda: first.waiting == second.waiting == 0)
    assert set(database.taken) == {"một"}
    for inbox in (first, second):
        await inbox.stop()


async def test_a_platform_that_waits_is_told_what_went_wrong(database: Database, inbox: Inbox) -> None:
    database.failing = True
    with pytest.raises(OSError, match="away"):
        await inbox.take(said("một"), within=None)
    assert inbox.waiting == 0


async def test_what_waits_is_for_the_owner_only(database: Database, inbox: Inbox, tmp_path: Path) -> None:
    database.works.clear()
    await inbox.take(said("một"), within=0.01)
    (path,) = (tmp_path / "inbox").glob("*.json")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
