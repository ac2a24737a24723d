"""Too many messages: one kind answer, then silence; too many for all: come back later."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import aiohttp
import psycopg
import pytest

from bot.attendant import SLOW_DOWN
from bot.errors import Overloaded
from bot.gateway import Gateway
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.pressure import MOST_WAITING, Pressure, Rate, Rates
from bot.settings import Settings
from tests.fakes import EchoMind
from tests.installation import Installation
from tests.waiting import until


def test_a_conversation_has_its_measure() -> None:
    now = [0.0]
    rates = Rates(120, now=lambda: now[0])
    assert [rates.count("a") for _ in range(90)] == [Rate.ANSWERED] * 90
    assert [rates.count("a") for _ in range(3)] == [Rate.ASKED_TO_SLOW_DOWN, Rate.DROPPED, Rate.DROPPED]
    assert rates.count("b") is Rate.ANSWERED
    now[0] = 5.0
    assert rates.count("a") is Rate.DROPPED, "not calm yet"
    now[0] = 12.0
    assert rates.count("a") is Rate.ANSWERED


def test_who_waits_for_answers_is_never_stopped() -> None:
    now = [0.0]
    rates = Rates(120, now=lambda: now[0])
    for _ in range(1000):
        now[0] += 0.5
        assert rates.count("a") is Rate.ANSWERED


async def test_the_queue_is_looked_at_now_and_then() -> None:
    looks: list[int] = []

    async def waiting() -> Optional[int]:
        looks.append(1)
        return 11

    pressure = Pressure(waiting, most=10)
    assert [await pressure.is_high() for _ in range(5)] == [True] * 5
    assert len(looks) == 1


async def test_a_queue_that_says_nothing_does_not_shut_the_door() -> None:
    async def waiting() -> Optional[int]:
        return None

    assert not await Pressure(waiting).is_high()


async def test_one_kind_answer_then_silence(fresh_url: str, var_dir: Path) -> None:
    settings = Settings(var_dir=var_dir, secret_key="key", messages_per_minute=4)
    installation = Installation(settings, fresh_url, EchoMind())
    await installation.start_gateway()
    assert installation.gateway is not None
    for number in range(8):
        message = IncomingMessage("web:a", str(number), Kind.TEXT, f"câu {number}", 1.0)
        await installation.gateway.receive([message])

    def said() -> list[str]:
        with psycopg.connect(fresh_url) as connection:
            rows = connection.execute("SELECT body ->> 'text' FROM replies WHERE sent_at IS NOT NULL ORDER BY id")
            return [row[0] for row in rows]

    await installation.start_worker()
    await until(lambda: len(said()) == 7)
    await installation.stop()
    assert said() == ["câu 0?", "câu 0!", "câu 1?", "câu 1!", "câu 2?", "câu 2!", SLOW_DOWN.text]


async def test_who_waits_for_each_answer_is_answered_however_fast(fresh_url: str, var_dir: Path) -> None:
    settings = Settings(var_dir=var_dir, secret_key="key", messages_per_minute=4)
    installation = Installation(settings, fresh_url, EchoMind())
    await installation.start()
    assert installation.gateway is not None
    for number in range(12):
        await installation.gateway.receive([IncomingMessage("web:a", str(number), Kind.TEXT, "câu", 1.0)])
        await until(lambda: _answered(fresh_url) == 2 * (number + 1))  # noqa: B023  # awaited before the next round
    await installation.stop()


def _answered(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM replies WHERE sent_at IS NOT NULL").fetchone()
    assert row is not None
    return int(row[0])


async def test_too_much_for_all_is_to_be_delivered_again(fresh_url: str, var_dir: Path) -> None:
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status)"
            " SELECT 'turns', 'turn', 'x' || n, '{}', 'todo' FROM generate_series(1, %s) n",
            (MOST_WAITING + 1,),
        )
    gateway = Gateway(Settings(var_dir=var_dir, port=0), fresh_url)
    runner = await gateway.start()
    with pytest.raises(Overloaded):
        await gateway.receive([IncomingMessage("web:a", "1", Kind.TEXT, "chào", 1.0)])
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/chat/messages"
    headers = {"Cookie": "chat=" + "a" * 43}
    said = {"id": "1", "text": "chào"}
    async with aiohttp.ClientSession() as session, session.post(url, json=said, headers=headers) as response:
        refused = (response.status, response.headers.get("Retry-After"))
    await gateway.stop(runner)
    assert refused == (503, "5")


async def test_a_long_message_is_cut_and_what_nobody_sees_is_taken_out(fresh_url: str, var_dir: Path) -> None:
    gateway = Gateway(Settings(var_dir=var_dir, port=0), fresh_url)
    runner = await gateway.start()
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignore")  # tag characters spell words nobody sees
    await gateway.receive(
        [IncomingMessage("web:a", "1", Kind.TEXT, f"quên\u200b mật\u2060 khẩu{hidden}" + "a" * 9000, 1.0)]
    )
    await gateway.stop(runner)
    with psycopg.connect(fresh_url) as connection:
        row = connection.execute("SELECT args -> 'message' ->> 'text' FROM procrastinate_jobs").fetchone()
    assert row is not None
    assert len(row[0]) <= LONGEST_TEXT
    assert row[0].startswith("quên mật khẩuaaa")
