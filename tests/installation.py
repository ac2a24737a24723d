"""A whole installation in one process, without Rasa: the real gateway, the real queue, and a worker with any mind."""

from __future__ import annotations

import asyncio
import warnings
from typing import Optional

from aiohttp import test_utils, web

from bot.admission import Admission
from bot.attendant import Attendant, Thinks
from bot.connector import Connector
from bot.gateway import Gateway
from bot.given import Given
from bot.logs import Pseudonyms
from bot.queue import Queue
from bot.settings import Settings, secret_key
from bot.storage.asked import Asked
from bot.storage.database import open_engine
from bot.storage.turns import open_turns
from connectors import open_connectors


class Installation:
    """Gateway and worker can be started and stopped apart, as their processes can."""

    def __init__(self, settings: Settings, url: str, mind: Thinks) -> None:
        self.settings = settings.copy(update={"port": test_utils.unused_port()})
        self.url = f"http://127.0.0.1:{self.settings.port}"
        self._database = url
        self._mind = mind
        self.gateway: Optional[Gateway] = None
        self._runner: Optional[web.AppRunner] = None
        self._engine = open_engine(url)
        self._asked = Asked(self._engine)
        self._connectors: dict[str, Connector] = {}
        self._queue: Optional[Queue] = None
        self._working: Optional[asyncio.Task[None]] = None

    async def start(self) -> None:
        """Both."""
        await self.start_gateway()
        await self.start_worker()

    async def stop(self) -> None:
        """What runs of them."""
        await self.stop_worker()
        await self.stop_gateway()
        await self._asked.finish()
        await self._engine.dispose()

    async def start_gateway(self) -> None:
        """Takes messages in."""
        self.gateway = Gateway(self.settings, self._database)
        with warnings.catch_warnings():
            # aiohttp takes the webhook's handler, an object, for a plain function.
            warnings.filterwarnings("ignore", "Bare functions are deprecated")
            self._runner = await self.gateway.start()

    async def stop_gateway(self) -> None:
        """Nothing is taken in any more."""
        if self.gateway is not None and self._runner is not None:
            await self.gateway.stop(self._runner)
        self.gateway = self._runner = None

    async def start_worker(self) -> None:
        """Answers what is queued."""
        turns = open_turns(self.settings, self._engine, self._database)
        self._connectors = open_connectors(self.settings, turns)
        admission = Admission(secret_key(self.settings), self._asked.of)
        given = Given(admission, self._connectors)
        attendant = Attendant(self._mind, turns, self._connectors, Pseudonyms(self.settings), given)
        understand = getattr(self._mind, "understand", None)  # minds of tests that need it have it
        self._queue = Queue(self._database, attendant.attend, understand=understand)
        await self._queue.open()
        for connector in self._connectors.values():
            await connector.start(None)
        self._working = asyncio.create_task(self._queue.work(concurrency=4))

    async def stop_worker(self) -> None:
        """Finishes the turns in hand."""
        if self._working is None or self._queue is None:
            return
        self._working.cancel()
        await asyncio.wait([self._working])
        for connector in self._connectors.values():
            await connector.stop()
        await self._queue.close()
        self._working = self._queue = None
