"""The queue on a real PostgreSQL: order within a conversation, side by side between them, nothing lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg

from bot.errors import SendLater
from bot.messages import IncomingMessage, Kind
from bot.queue import Attend, Queue
from tests.waiting import until


def message(conversation: str, number: int) -> IncomingMessage:
    return IncomingMessage(conversation, str(number), Kind.TEXT, f"câu {number}", 1.0)


@asynccontextmanager
async def working(url: str, attend: Attend) -> AsyncIterator[Queue]:
    queue = Queue(url, attend)
    await queue.open()
    task = asyncio.create_task(queue.work(concurrency=8))
    yield queue
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await queue.close()


def recording(seen: list[tuple[str, str]], then: Callable[[IncomingMessage, int], Awaitable[None]]) -> Attend:
    async def attend(one: IncomingMessage, tries: int) -> None:
        await then(one, tries)
        seen.append((one.conversation, one.id))

    return attend


async def test_one_conversation_keeps_its_order_and_others_do_not_wait(fresh_url: str) -> None:
    seen: list[tuple[str, str]] = []

    async def slow_for_a(one: IncomingMessage, _tries: int) -> None:
        await asyncio.sleep(0.3 if one.conversation == "web:a" else 0)

    async with working(fresh_url, recording(seen, slow_for_a)) as queue:
        for number in range(3):
            await queue.put(message("web:a", number))
        await queue.put(message("web:b", 0))
        await until(lambda: len(seen) == 4)
    assert [number for conversation, number in seen if conversation == "web:a"] == ["0", "1", "2"]
    assert seen[0] == ("web:b", "0")


async def test_a_failed_message_is_tried_again_before_the_next_one(fresh_url: str) -> None:
    seen: list[tuple[str, str]] = []
    tried: list[int] = []

    async def fail_twice(one: IncomingMessage, tries: int) -> None:
        if one.id == "0":
            tried.append(tries)
            if tries < 2:
                raise SendLater("not now", retry_in=0.05)

    async with working(fresh_url, recording(seen, fail_twice)) as queue:
        await queue.put(message("web:a", 0))
        await queue.put(message("web:a", 1))
        await until(lambda: len(seen) == 2)
    assert (tried, [number for _, number in seen]) == ([0, 1, 2], ["0", "1"])


async def test_messages_wait_for_a_worker_and_are_seen_waiting(fresh_url: str) -> None:
    async def nothing(_one: IncomingMessage, _tries: int) -> None: ...

    queue = Queue(fresh_url)
    await queue.open()
    await queue.put(message("web:a", 0))
    state = await queue.state()
    await queue.close()
    assert (state.waiting, state.workers) == (1, 0)
    assert 0 <= state.oldest < 60
    seen: list[tuple[str, str]] = []
    async with working(fresh_url, recording(seen, nothing)):
        await until(lambda: len(seen) == 1)


async def test_stopping_finishes_what_is_in_hand(fresh_url: str) -> None:
    began, ended = asyncio.Event(), []

    async def slow(one: IncomingMessage, _tries: int) -> None:
        began.set()
        await asyncio.sleep(0.5)
        ended.append(one.id)

    async with working(fresh_url, slow) as queue:
        await queue.put(message("web:a", 0))
        await began.wait()
    assert ended == ["0"]


async def test_the_job_of_a_dead_worker_is_taken_back(fresh_url: str) -> None:
    queue = Queue(fresh_url)
    await queue.open()
    await queue.put(message("web:a", 0))
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    assert await queue.recover() == 1
    assert (await queue.state()).waiting == 1
    assert await queue.recover() == 0
    await queue.close()


async def test_what_is_done_leaves_no_trace_in_the_queue(fresh_url: str) -> None:
    seen: list[tuple[str, str]] = []

    async def nothing(_one: IncomingMessage, _tries: int) -> None: ...

    async with working(fresh_url, recording(seen, nothing)) as queue:
        await queue.put(message("web:a", 0))
        await until(lambda: len(seen) == 1)
    with psycopg.connect(fresh_url) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)
