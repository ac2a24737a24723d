"""The queue between gateway and workers: Procrastinate on PostgreSQL, one lock per conversation."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job

from bot.errors import SendLater
from bot.messages import IncomingMessage

log = structlog.get_logger(__name__)

QUEUE, UPKEEP = "turns", "upkeep"
UPKEEP_TIMES = "*/5 * * * *"
"""When what is old is deleted, as cron writes it: of all workers together one does it."""
MOST_TRIES = 5
"""Times a message is thought about before the citizen gets an apology."""

POLLING = 0.1
"""Seconds. The next job of a lock is found by polling only, so this is what a second message in a row waits."""

HEARTBEAT, STALLED = 1.0, 6.0
"""Seconds. A worker silent for STALLED is dead, and its jobs go to another."""

LONGEST_WAIT = 300.0
"""Seconds between two tries to send while a platform is down."""

Upkeep = Callable[[], Awaitable[None]]
"""Deletes what is old."""

Attend = Callable[[IncomingMessage, int], Awaitable[None]]
"""Answers one message; the number counts the tries before this one."""

Understand = Callable[[str], Awaitable[dict[str, Any]]]
"""What a question is understood as, in plain JSON (bot.dialogue.turn.Mind.understand)."""

UNDERSTOOD = "understood"
"""The PostgreSQL notification with the answer to one question of the desk: its `id` and what `Understand` gives."""

LONGEST_QUESTION = 300
"""Characters of a question of the desk."""

QUESTION_LIVES = 10.0
"""Seconds after which nobody waits for the answer to a question of the desk any more."""


@dataclass(frozen=True)
class QueueState:
    """How things are: messages waiting, the age of the oldest in seconds, workers that take messages."""

    waiting: int
    oldest: float
    workers: int


class Retry(BaseRetryStrategy):
    """Tries again: soon after an error of ours, later and later while a platform is down."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> Optional[RetryDecision]:
        """When to try again."""
        pause = min(0.5 * 2 ** min(job.attempts, 20), LONGEST_WAIT)
        if isinstance(exception, SendLater) and exception.retry_in is not None:
            pause = exception.retry_in
        return RetryDecision(retry_at=datetime.now(timezone.utc) + timedelta(seconds=pause))


class Queue:
    """Defers messages and runs them. Every message is one job whose lock is its conversation."""

    def __init__(
        self,
        url: str,
        attend: Optional[Attend] = None,
        connections: int = 8,
        upkeep: Optional[Upkeep] = None,
        understand: Optional[Understand] = None,
    ) -> None:
        self._app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=connections))
        self._attend = attend
        self._understand = understand
        self._worker: Optional[int] = None
        self._in_hand: set[int] = set()
        self._suspected: set[int] = set()
        self._upkeep = upkeep
        if upkeep is not None:
            task = self._app.task(name="upkeep", queue=UPKEEP, queueing_lock="upkeep", pass_context=True)
            self._app.periodic(cron=UPKEEP_TIMES)(task(self._keep_up))
        self._task = self._app.task(name="turn", queue=QUEUE, retry=Retry(), pass_context=True)(self._run)
        self._question = self._app.task(name="understand", queue=QUEUE, pass_context=True)(self._answer_question)

    async def open(self) -> None:
        """Opens the connections."""
        await self._app.open_async()

    async def close(self) -> None:
        """Closes the connections."""
        await self._app.close_async()

    async def put(self, message: IncomingMessage) -> None:
        """Queues one message, durably, before it returns."""
        await self._task.configure(lock=message.conversation).defer_async(message=message.to_json())

    async def ask(self, question: str, words: str) -> int:
        """Has a worker understand the words of an operator; its answer comes as a notification. Returns the job.

        Ahead of turns: somebody stands at the counter. Nothing is kept of it.
        """
        job = self._question.configure(lock=f"understand:{question}", priority=1)
        return await job.defer_async(question=question, words=words[:LONGEST_QUESTION], asked_at=time.time())

    async def workers(self) -> int:
        """How many workers take messages now."""
        return (await self.state()).workers

    async def take_back(self, job: int) -> None:
        """Removes a question that nobody took."""
        await self._app.job_manager.cancel_job_by_id_async(job, delete_job=True)

    async def work(self, concurrency: int) -> None:
        """Runs jobs until cancelled; then finishes those in hand. Signals are the caller's.

        Begins again after the database was away for long, or after this process was paused and taken for dead.
        """
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE, UPKEEP],
                    concurrency=concurrency,
                    fetch_job_polling_interval=POLLING,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                    delete_jobs=DeleteJobCondition.ALWAYS,
                    install_signal_handlers=False,
                )
            except ConnectorException as error:
                log.warning("cut off from the queue, beginning again", error=type(error.__cause__).__name__)
            await asyncio.sleep(HEARTBEAT)

    async def recover(self) -> int:
        """Gives back to the queue the jobs of dead workers, and those that nobody runs; returns how many."""
        jobs = self._app.job_manager
        await jobs.prune_stalled_workers(STALLED)
        stalled = {job.id for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED) if job.id is not None}
        recovered = 0
        for job in stalled | await self._left_behind():
            try:
                await jobs.retry_job_by_id_async(job, retry_at=datetime.now(timezone.utc))
                recovered += 1
            except ConnectorException:
                log.info("another worker took the job back first")
        if recovered:
            log.warning("jobs of a dead worker taken back", jobs=recovered)
        return recovered

    async def _left_behind(self) -> set[int]:
        """Jobs this worker has in hand by the database, but not by itself, in two looks one after the other.

        The database was cut off just when their end was to be noted down: they would block their conversations.
        """
        rows = await self._app.connector.execute_query_all_async(
            "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %(worker)s", worker=self._worker
        )
        before, self._suspected = self._suspected, {row["id"] for row in rows} - self._in_hand
        return before & self._suspected

    async def backlog(self, conversation: str) -> int:
        """Messages of a conversation that wait, the one in hand among them."""
        row = await self._app.connector.execute_query_one_async(
            "SELECT count(*) AS waiting FROM procrastinate_jobs WHERE lock = %(lock)s AND status IN ('todo', 'doing')",
            lock=conversation,
        )
        return int(row["waiting"])

    async def state(self) -> QueueState:
        """How things are now."""
        row = await self._app.connector.execute_query_one_async(
            "SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(deferred.at)), 0)::float AS oldest,"
            " (SELECT count(*) FROM procrastinate_workers"
            "   WHERE last_heartbeat > now() - make_interval(secs => %(stalled)s)) AS workers"
            " FROM procrastinate_jobs job LEFT JOIN procrastinate_events deferred"
            " ON deferred.job_id = job.id AND deferred.type = 'deferred' WHERE job.status = 'todo'"
            " AND job.queue_name = %(queue)s",
            queue=QUEUE,
            stalled=STALLED,
        )
        return QueueState(int(row["waiting"]), float(row["oldest"]), int(row["workers"]))

    async def _run(self, context: JobContext, message: dict[str, Any]) -> None:
        assert self._attend is not None, "only a worker runs jobs"
        with self._having_in_hand(context):
            await self._attend(IncomingMessage.from_json(message), context.job.attempts)

    async def _keep_up(self, context: JobContext, timestamp: int) -> None:
        """At `timestamp`, in seconds since 1970."""
        assert self._upkeep is not None, "only a worker runs jobs"
        with self._having_in_hand(context):
            await self._upkeep()

    @contextmanager
    def _having_in_hand(self, context: JobContext) -> Iterator[None]:
        assert context.job.id is not None, "a job that runs has its row"
        self._worker = context.job.worker_id
        self._in_hand.add(context.job.id)
        try:
            yield
        finally:
            self._in_hand.discard(context.job.id)

    async def _answer_question(self, context: JobContext, question: str, words: str, asked_at: float) -> None:
        if self._understand is None or time.time() - asked_at > QUESTION_LIVES:
            return
        with self._having_in_hand(context):
            answer = json.dumps({"id": question, **await self._understand(words)})
            await self._app.connector.execute_query_one_async(
                "SELECT pg_notify(%(channel)s, %(answer)s)", channel=UNDERSTOOD, answer=answer
            )
