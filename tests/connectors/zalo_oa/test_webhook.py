"""The account in a whole installation: 200 in 2 seconds whatever happens behind, every message answered once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
import pytest_asyncio

from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.storage.turns import Conversation, Outcome, Status
from bot.takeover import BACK_AGAIN
from tests.connectors.zalo_oa.conftest import CONVERSATION, MakeSettings
from tests.installation import Installation
from tests.stubs import zalo_oa_events as events
from tests.stubs.zalo_oa import ZaloOAStub
from tests.stubs.zalo_oa_events import USER
from tests.waiting import until

pytestmark = pytest.mark.thorough

IN_TIME = 2.0
"""Seconds that Zalo waits for an answer."""


class Guide:
    """A mind that answers every message in two replies, the second with a button."""

    def __init__(self) -> None:
        self.asked: list[IncomingMessage] = []

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        self.asked.append(message)
        buttons = (Button("Tiếp", '/go{"to":"s:so_do/hai"}'),)
        replies = (Reply("Chào bác."), Reply(f"Bác nói: {message.text or message.kind.value}", "Bước 1", buttons))
        return Outcome(replies, {"seen": len(self.asked)}, Status.ANSWERED, message.text)


@pytest.fixture
def mind() -> Guide:
    return Guide()


@pytest_asyncio.fixture
async def installation(
    stub: ZaloOAStub, settings: MakeSettings, fresh_url: str, mind: Guide
) -> AsyncIterator[Installation]:
    installation = Installation(settings(), fresh_url, mind)
    stub.webhook = f"{installation.url}/webhooks/zalo-oa"
    await installation.start_gateway()
    yield installation
    await installation.stop()


async def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        return await (await connection.execute(statement)).fetchall()


async def test_a_conversation(stub: ZaloOAStub, installation: Installation, mind: Guide) -> None:
    await installation.start_worker()
    await stub.say("làm sổ đỏ")
    (first,) = await stub.replies(1)
    assert first.text == "Chào bác.\n\nBước 1\nBác nói: làm sổ đỏ", "a turn is one message"
    await stub.tap(first.buttons[0])
    await stub.replies(2)
    assert (mind.asked[1].kind, mind.asked[1].text) == (Kind.BUTTON, '/go{"to":"s:so_do/hai"}')
    assert stub.statuses == [200, 200]


async def test_every_kind_of_message_is_answered(stub: ZaloOAStub, installation: Installation, mind: Guide) -> None:
    await installation.start_worker()
    place = {"type": "location", "payload": {"coordinates": {"latitude": "10.36", "longitude": "106.36"}}}
    await stub.deliver(events.sent("user_send_location", attachment=place))
    await stub.deliver(events.sent("user_send_image", text="CCCD 079012345678"))
    await stub.deliver(events.sent("user_send_sticker"))
    await stub.deliver(events.sent("user_send_file"))
    await stub.deliver(events.followed())
    await stub.replies(5)
    assert [message.kind.value for message in mind.asked] == ["location", "photo", "sticker", "file", "text"]
    assert mind.asked[-1].text == "/start"
    assert not [message for message in mind.asked if "10.36" in message.text or "0790" in message.text]


async def test_somebody_anonymous_is_answered(stub: ZaloOAStub, installation: Installation) -> None:
    await installation.start_worker()
    await stub.deliver(events.anonymous("làm sổ đỏ", "a1", "c1"))
    (answer,) = await stub.replies(1, "anonymous/a1/c1")
    assert "làm sổ đỏ" in answer.text


async def test_a_repeated_delivery_is_answered_once(stub: ZaloOAStub, installation: Installation, mind: Guide) -> None:
    await installation.start_worker()
    event, follow = events.said("làm sổ đỏ"), events.followed()
    for retry in ({}, {"num_retry": "1"}, {"num_retry": "2"}):
        await stub.deliver(event, **retry)
        await stub.deliver(follow, **retry)
    await stub.replies(2)
    await stub.say("xong")
    await stub.replies(3)
    assert len(mind.asked) == 3
    assert set(stub.statuses) == {200}


async def test_what_is_not_for_us_is_answered_200_and_does_nothing(
    stub: ZaloOAStub, installation: Installation, fresh_url: str
) -> None:
    for name in ("user_danced", "user_seen_message", "user_send_group_text"):
        await stub.deliver(events._event(name, sender={"id": USER}, message={"msg_id": "1"}))
    await stub.deliver(events.echoed("Chào bác."))
    for body in (b"{}", b"", b" {} "):
        assert await stub.post(body) == 200
    assert set(stub.statuses) == {200}
    assert await query(fresh_url, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert await query(fresh_url, "SELECT count(*) FROM conversations") == [(0,)]


async def test_what_is_not_zalos_is_refused(stub: ZaloOAStub, installation: Installation) -> None:
    body = events.encode(events.said("xin chào"))
    assert await stub.post(body) == 403
    assert await stub.post(body, **{"X-ZEvent-Signature": "mac=" + "0" * 64}) == 403
    assert await stub.post(b"{", **{"X-ZEvent-Signature": "mac=" + "0" * 64}) == 403


# People take over


async def test_while_staff_answer_the_bot_keeps_quiet_until_it_is_released(
    stub: ZaloOAStub, installation: Installation, mind: Guide, fresh_url: str
) -> None:
    await installation.start_worker()
    await stub.say("một")
    await stub.replies(1)
    await stub.deliver(events.staff_said("Chào bác, em là Hương."))
    await stub.say("hai")
    await stub.deliver(events.sent("user_send_image"))
    await stub.say("người khác", user="77")
    await stub.replies(1, user="77")
    said = "SELECT said, status FROM turns WHERE conversation LIKE '%22' ORDER BY id"
    await _until_rows(fresh_url, said, 4)
    assert (await query(fresh_url, said))[1:] == [
        ("", "left_to_people"),
        ("hai", "left_to_people"),
        ("", "left_to_people"),
    ]
    assert len(stub.sent) == 2
    await stub.deliver(events.staff_said("#bot"))
    back = (await stub.replies(2))[1]
    assert back.text == BACK_AGAIN.text
    await stub.say("ba")
    await stub.replies(3)
    assert [message.text for message in mind.asked] == ["một", "người khác", "ba"]


async def test_staff_may_write_first(stub: ZaloOAStub, installation: Installation, mind: Guide) -> None:
    await installation.start_worker()
    await stub.deliver(events.staff_said("Chào bác."))
    await stub.say("một")
    await stub.say("ai đó", user="77")
    await stub.replies(1, user="77")
    assert [message.text for message in mind.asked] == ["ai đó"]


async def test_a_takeover_delivered_again_does_not_silence_again(
    stub: ZaloOAStub, installation: Installation, mind: Guide
) -> None:
    await installation.start_worker()
    takeover = events.staff_said("Chào bác.")
    await stub.deliver(takeover)
    await stub.deliver(events.staff_said("#bot"))
    await stub.replies(1)
    await stub.deliver(takeover, num_retry="1")
    await stub.say("một")
    await stub.replies(2)
    assert [message.text for message in mind.asked] == ["một"]


async def test_a_takeover_that_staff_forgot_ends_after_a_day(
    stub: ZaloOAStub, installation: Installation, fresh_url: str
) -> None:
    await installation.start_worker()
    await stub.deliver(events.staff_said("Chào bác."))
    await _until_rows(fresh_url, "SELECT 1 FROM turns", 1)
    ((left,),) = await query(fresh_url, "SELECT extract(epoch FROM quiet_until - now()) FROM conversations")
    assert 23.9 * 3600 < left <= 24 * 3600
    async with await psycopg.AsyncConnection.connect(fresh_url, autocommit=True) as connection:
        await connection.execute("UPDATE conversations SET quiet_until = now()")
    await stub.say("một")
    await stub.replies(1)


async def test_who_withdraws_is_forgotten(stub: ZaloOAStub, installation: Installation, fresh_url: str) -> None:
    await installation.start_worker()
    for user in (USER, "77"):
        await stub.say("làm sổ đỏ", user=user)
        await stub.replies(1, user=user)
    wish = events.withdrew()
    await stub.deliver(wish)
    await _until_rows(fresh_url, "SELECT 1 FROM conversations", 1)
    for table in ("turns", "replies"):
        assert await query(fresh_url, f"SELECT DISTINCT conversation FROM {table}") == [("zalo:77",)]
    assert await query(fresh_url, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    await stub.say("cháu ơi")
    await stub.replies(2)
    await stub.deliver(wish, num_retry="1")
    await stub.say("còn đó không")
    await stub.replies(3)
    remembered = f"SELECT count(*) FROM turns WHERE conversation = '{CONVERSATION}'"
    assert await query(fresh_url, remembered) == [(2,)], "the wish was an old one"


async def _until_rows(url: str, statement: str, count: int) -> None:
    for _ in range(500):
        if len(await query(url, statement)) == count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(await query(url, statement))


# In time


async def deliver_many(stub: ZaloOAStub, count: int, at_once: int = 20) -> None:
    places = asyncio.Semaphore(at_once)

    async def deliver(number: int) -> None:
        async with places:
            await stub.say(f"câu {number}", user=str(number % 40))

    await asyncio.gather(*(deliver(number) for number in range(count)))


def on_disk(installation: Installation) -> list[Path]:
    return list((installation.settings.var_dir / "inbox").glob("*.json"))


def check_in_time(stub: ZaloOAStub, count: int) -> None:
    assert stub.statuses == [200] * count
    assert stub.slowest < IN_TIME, f"{stub.slowest:.2f} s"


async def test_in_time_with_no_worker(stub: ZaloOAStub, installation: Installation, fresh_url: str) -> None:
    await deliver_many(stub, 200)
    check_in_time(stub, 200)
    assert await query(fresh_url, "SELECT count(*) FROM procrastinate_jobs") == [(200,)]


async def test_in_time_with_a_slow_database(stub: ZaloOAStub, installation: Installation, fresh_url: str) -> None:
    assert installation.gateway is not None
    async with await psycopg.AsyncConnection.connect(fresh_url) as connection:
        await connection.execute("LOCK TABLE procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
        await deliver_many(stub, 200)
        check_in_time(stub, 200)
        assert len(on_disk(installation)) == 200
        await connection.rollback()
    jobs = "SELECT count(DISTINCT args -> 'message' ->> 'id') FROM procrastinate_jobs"
    await _until_rows(fresh_url, f"SELECT 1 FROM ({jobs}) counted WHERE count = 200", 1)
    await until(lambda: not on_disk(installation))


async def test_in_time_with_the_database_away(
    stub: ZaloOAStub, installation: Installation, mind: Guide, fresh_url: str, server_url: str
) -> None:
    name = fresh_url.partition("?")[0].rpartition("/")[2]
    async with await psycopg.AsyncConnection.connect(server_url, autocommit=True) as connection:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[arg-type]  # our name
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        await deliver_many(stub, 50)
        check_in_time(stub, 50)
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[arg-type]  # as above
    await installation.start_worker()
    await until(lambda: len(mind.asked) >= 50, patience=30)
    assert sorted(message.text for message in mind.asked) == sorted(f"câu {number}" for number in range(50))


async def test_health_says_what_a_person_must_do(stub: ZaloOAStub, installation: Installation, fresh_url: str) -> None:
    await installation.stop_gateway()
    async with await psycopg.AsyncConnection.connect(fresh_url, autocommit=True) as connection:
        await connection.execute("DELETE FROM zalo_tokens")
    stub.login.answers = [aiohttp.web.Response()]
    await installation.start_gateway()
    found: dict[str, Any] = {"alarms": []}
    async with aiohttp.ClientSession() as session:
        while not found["alarms"]:
            await asyncio.sleep(0.1)
            async with session.get(f"{installation.url}/health") as response:
                found = await response.json()
    (alarm,) = found["alarms"]
    assert alarm.startswith("zalo: ")
    assert "bot zalo login" in alarm
    assert (response.status, found["waiting_on_disk"]) == (200, 0)
