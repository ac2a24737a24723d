"""What is old is deleted: conversations, questions, what is private in replies; by the citizen's word at once."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import text

from bot.messages import IncomingMessage, Kind, Payment, Reply
from bot.queue import UPKEEP, Queue
from bot.retention import Kept
from bot.sealing import Seal
from bot.storage.database import open_engine
from bot.storage.lessons import Lessons
from bot.storage.private import GONE
from bot.storage.retention import Deleted, delete_old
from bot.storage.turns import Outcome, Status, Turns
from tests.waiting import until


def now() -> datetime:
    return datetime.now(timezone.utc)


SEAL = Seal(b"key", "test")
SECRET = Reply("số tài khoản 0011 0045 6789", private=True, payment=Payment("970436", "00110045678"))


@pytest.fixture
async def turns(fresh_url: str):  # type: ignore[no-untyped-def]  # an async generator, as pytest wants fixtures
    engine = open_engine(fresh_url)
    yield Turns(engine, fresh_url, SEAL)
    await engine.dispose()


async def _asked(turns: Turns, conversation: str, said: str, band: str, days: int) -> None:
    message = IncomingMessage(conversation, said, Kind.TEXT, said, time.time() - days * 86400)
    await turns.record(message, Outcome((Reply("?"),), {}, Status.LOST, said, band=band))
    async with turns.engine.begin() as connection:
        change = "UPDATE conversations SET last_at = now() - make_interval(days => :days) WHERE id = :id"
        await connection.execute(text(change), {"days": days, "id": conversation})


def _rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


async def test_old_conversations_go_and_their_questions_stay_without_a_name(turns: Turns, fresh_url: str) -> None:
    await _asked(turns, "telegram:1", "câu lạ", "lost", 31)
    await _asked(turns, "telegram:1", "câu rõ", "sure", 31)
    await _asked(turns, "telegram:2", "câu mới", "lost", 29)
    assert await delete_old(turns.engine, Kept(), now()) == Deleted(conversations=1)
    assert _rows(fresh_url, "SELECT id FROM conversations") == [("telegram:2",)]
    assert _rows(fresh_url, "SELECT said, band FROM unanswered") == [("câu lạ", "lost")]
    assert _rows(fresh_url, "SELECT count(*) FROM turns") == [(1,)]
    assert _rows(fresh_url, "SELECT count(*) FROM replies") == [(1,)]
    assert "telegram" not in str(_rows(fresh_url, "SELECT to_jsonb(unanswered) FROM unanswered"))


async def test_questions_go_after_their_own_time(turns: Turns, fresh_url: str) -> None:
    await _asked(turns, "telegram:1", "câu lạ", "lost", 31)
    await delete_old(turns.engine, Kept(), now())
    assert await delete_old(turns.engine, Kept(), now() + timedelta(days=140)) == Deleted()
    assert await delete_old(turns.engine, Kept(), now() + timedelta(days=160)) == Deleted(questions=1)
    assert _rows(fresh_url, "SELECT * FROM unanswered") == []


async def test_the_settings_decide(turns: Turns) -> None:
    await _asked(turns, "telegram:1", "câu lạ", "lost", 8)
    assert await delete_old(turns.engine, Kept(conversation_days=7), now()) == Deleted(conversations=1)


async def test_private_replies_are_closed_and_then_blanked(turns: Turns, fresh_url: str) -> None:
    message = IncomingMessage("web:1", "1", Kind.TEXT, "?", time.time())
    _, (stored,) = await turns.record(message, Outcome((SECRET,), {}, Status.ANSWERED, "?"))
    assert "0011" not in str(_rows(fresh_url, "SELECT body::text FROM replies"))
    assert [one.reply for one in await turns.replies_after("web:1", 0)] == [SECRET]
    await turns.mark_sent(stored.id)
    assert await delete_old(turns.engine, Kept(), now() + timedelta(minutes=5)) == Deleted()
    assert await delete_old(turns.engine, Kept(), now() + timedelta(minutes=12)) == Deleted(private=1)
    assert [one.reply for one in await turns.replies_after("web:1", 0)] == [GONE]
    assert "sealed" not in str(_rows(fresh_url, "SELECT body::text FROM replies"))


async def test_a_private_reply_that_cannot_be_sent_is_blanked(turns: Turns, fresh_url: str) -> None:
    message = IncomingMessage("telegram:1", "1", Kind.TEXT, "?", time.time())
    turn, _ = await turns.record(message, Outcome((SECRET,), {}, Status.ANSWERED, "?"))
    await turns.mark_failed(turn, "blocked")
    assert "sealed" not in str(_rows(fresh_url, "SELECT body::text FROM replies"))


async def test_a_private_reply_of_another_key_is_gone(turns: Turns) -> None:
    message = IncomingMessage("web:1", "1", Kind.TEXT, "?", time.time())
    await turns.record(message, Outcome((SECRET,), {}, Status.ANSWERED, "?"))
    other = Turns(turns.engine, turns.url, Seal(b"another key", "test"))
    assert [one.reply for one in await other.replies_after("web:1", 0)] == [GONE]


async def test_without_a_key_nothing_private_is_stored(turns: Turns) -> None:
    message = IncomingMessage("web:1", "1", Kind.TEXT, "?", time.time())
    with pytest.raises(ValueError, match="without a key"):
        await Turns(turns.engine).record(message, Outcome((SECRET,), {}, Status.ANSWERED, "?"))


async def test_a_worker_runs_the_upkeep_when_it_is_due(fresh_url: str) -> None:
    """On a fresh database the last time was missed, so it is due at once."""
    runs: list[int] = []

    async def attend(_message: IncomingMessage, _tries: int) -> None:
        raise AssertionError("no message was sent")

    async def upkeep() -> None:
        runs.append(1)

    queue = Queue(fresh_url, attend, upkeep=upkeep)
    await queue.open()
    working = asyncio.create_task(queue.work(concurrency=1))
    await until(lambda: len(runs) == 1)
    working.cancel()
    await asyncio.wait([working])
    await queue.close()
    assert UPKEEP not in str(_rows(fresh_url, "SELECT queue_name FROM procrastinate_jobs"))


async def test_leads_still_see_questions_of_deleted_conversations(turns: Turns) -> None:
    await _asked(turns, "telegram:1", "câu lạ", "lost", 31)
    lessons = Lessons(turns.engine)
    before = [question.words for question in await lessons.open_questions()]
    await delete_old(turns.engine, Kept(), now())
    assert [question.words for question in await lessons.open_questions()] == before == ["câu lạ"]
