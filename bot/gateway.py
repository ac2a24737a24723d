"""The gateway: takes messages in, redacts and queues them, and says how everything is doing."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Optional

import structlog
from aiohttp import web
from procrastinate.exceptions import ConnectorException
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from bot.admission import Admission
from bot.connector import Connector
from bot.errors import Overloaded
from bot.guides.library import shared_library
from bot.inbox import Inbox
from bot.messages import HAPPENED, IncomingMessage, Kind
from bot.metrics import DROPPED, RECEIVED
from bot.pressure import Pressure, Rate, Rates
from bot.queue import Queue, QueueState
from bot.settings import Settings, secret_key
from bot.storage.asked import Asked
from bot.storage.database import database_url, migrate, open_engine
from bot.storage.turns import open_turns
from connectors import open_connectors
from connectors.desk.app import add_desk, open_desk
from connectors.gateway import create_app

log = structlog.get_logger(__name__)


PATIENT = 2
"""Messages of a conversation that wait while its citizen still counts as waiting for answers."""

LONGEST_LOOK = 3.0
"""Seconds `/health` waits for the database."""


class Gateway:
    """One gateway process: connectors taking messages in, and the HTTP server."""

    def __init__(self, settings: Settings, url: str) -> None:
        self.url = url
        self._settings = settings
        self._queue = Queue(url, connections=4)
        self._inbox = Inbox(self._queue.put, settings.var_dir / "inbox")
        self._engine = open_engine(url, connections=5)
        self._turns = open_turns(settings, self._engine, url)
        self._asked = Asked(self._engine)
        self._admission = Admission(secret_key(settings), self._asked.of)
        self._rates = Rates(settings.messages_per_minute)
        self._pressure = Pressure(self._waiting)
        self._connectors: dict[str, Connector] = open_connectors(settings, self._turns)
        self._library = shared_library()
        self._desk = open_desk(settings, self._engine, url, self._queue, self._library, self._connectors, self.metrics)

    async def start(self) -> web.AppRunner:
        """Opens the queue and the port, then the connectors."""
        await self._queue.open()
        self._inbox.start()
        app = create_app(self._connectors, self.receive, self.health, self.metrics)
        add_desk(app, self._desk)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5.0)
        await runner.setup()
        await web.TCPSite(runner, self._settings.host, self._settings.port).start()
        self._desk.start()
        for connector in self._connectors.values():
            await connector.start(self.receive)
        return runner

    async def stop(self, runner: web.AppRunner) -> None:
        """Finishes the requests in hand and closes everything."""
        for connector in self._connectors.values():
            await connector.stop()
        await self._desk.stop()
        await runner.cleanup()
        await self._inbox.stop()
        await self._queue.close()
        await self._asked.finish()
        await self._engine.dispose()

    async def receive(self, messages: list[IncomingMessage]) -> None:
        """Takes messages in, durably, before it returns, without what must not be kept (bot.admission)."""
        for given in messages:
            message = await self._unhurried(given)
            if message is None:
                continue
            connector = self._connectors[message.connector]
            if connector.answer_within is None and await self._pressure.is_high():
                raise Overloaded("more messages wait than can be answered soon")
            await self._inbox.take(await self._admission.admit(message), connector.answer_within)

    async def _unhurried(self, message: IncomingMessage) -> Optional[IncomingMessage]:
        """The message, unless its conversation sends too many: then one kind answer, and no more for a while.

        Who waits for each answer before writing on is never stopped, however fast.
        """
        RECEIVED.labels(message.connector).inc()
        if message.kind in HAPPENED:
            return message
        rate = self._rates.count(message.conversation)
        if rate is Rate.ANSWERED or await self._is_patient(message.conversation):
            return message
        if rate is Rate.DROPPED:
            DROPPED.labels(message.connector).inc()
            return None
        return replace(message, kind=Kind.HURRIED, text="")

    async def _is_patient(self, conversation: str) -> bool:
        """Whether hardly anything of the conversation waits; yes, when the database does not say."""
        try:
            return await asyncio.wait_for(self._queue.backlog(conversation), LONGEST_LOOK) <= PATIENT
        except (asyncio.TimeoutError, ConnectorException):
            return True

    async def _waiting(self) -> Optional[int]:
        """Messages in the queue; None when the database does not say."""
        try:
            return (await asyncio.wait_for(self._queue.state(), LONGEST_LOOK)).waiting
        except (asyncio.TimeoutError, ConnectorException):
            return None

    async def health(self) -> dict[str, Any]:
        """For people and load balancers: the gateway answers, and what stands behind it."""
        self._library.refresh()
        try:
            state = await asyncio.wait_for(self._queue.state(), LONGEST_LOOK)
        except (asyncio.TimeoutError, ConnectorException):
            return {"status": "the database does not answer"}
        return {
            "status": "ok",
            "workers_ready": state.workers,
            "waiting": state.waiting,
            "oldest_seconds": round(state.oldest, 1),
            "waiting_on_disk": self._inbox.waiting,
            "connectors": sorted(self._connectors),
            "alarms": [f"{name}: {what}" for name, one in sorted(self._connectors.items()) for what in one.alarms()],
            "guides": len(self._library.guides()),
            "guide_mistakes": [str(mistake) for mistake in self._library.mistakes],
        }

    async def metrics(self) -> bytes:
        """This machine's processes' counters, and the queue as it is now."""
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the package leaves it untyped
        state = await self._queue.state()
        registry.register(_QueueCollector(state))
        return generate_latest(registry)


class _QueueCollector:
    """The queue's state as gauges. Read from the database at each call, so it is the same on every gateway."""

    def __init__(self, state: QueueState) -> None:
        self._state = state

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Prometheus's entry point."""
        yield GaugeMetricFamily("bot_queue_depth", "Messages waiting", self._state.waiting)
        yield GaugeMetricFamily("bot_queue_age_seconds", "Age of the oldest message waiting", self._state.oldest)
        yield GaugeMetricFamily("bot_workers_ready", "Workers that take messages", self._state.workers)


@asynccontextmanager
async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """A running gateway on a migrated database; stopped at the end. The guides are read while the database starts."""
    url, _ = await asyncio.gather(_open_database(settings), asyncio.to_thread(shared_library))
    gateway = Gateway(settings, url)
    runner = await gateway.start()
    log.info("gateway ready", address=f"http://{settings.host}:{settings.port}", pid=os.getpid())
    try:
        yield gateway
    finally:
        await gateway.stop(runner)


async def _open_database(settings: Settings) -> str:
    url = await asyncio.to_thread(database_url, settings)
    await migrate(url)
    return url


async def told_to_stop() -> None:
    """Returns on SIGTERM or SIGINT."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
