"""Notifications of PostgreSQL: one connection that listens, and comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Optional

import psycopg
import structlog
from psycopg import sql

log = structlog.get_logger(__name__)

SHORTEST_WAIT, LONGEST_WAIT = 0.2, 5.0
"""Seconds between two tries to connect."""

IDLE, INTERVAL, COUNT = 30, 10, 3
"""TCP keepalives (seconds, seconds, times): a server that vanished without a word is noticed within a minute."""

Heard = Callable[[Optional[str]], None]
"""Takes what a notification says; None after a (re)connection, when some may have been missed."""


class Notices:
    """Listens on one channel of the database at `url`."""

    def __init__(self, url: str, channel: str, heard: Heard) -> None:
        self._url = url
        self._channel = channel
        self._heard = heard
        self._task: Optional[asyncio.Task[None]] = None

    def start(self) -> None:
        """Begins to listen, and goes on through any loss of the connection."""
        self._task = asyncio.create_task(self._keep_listening())

    async def stop(self) -> None:
        """Ends listening and closes the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep_listening(self) -> None:
        wait = SHORTEST_WAIT
        while True:
            try:
                async for notice in self._listen():
                    wait = SHORTEST_WAIT
                    self._heard(notice)
            except psycopg.Error as error:
                log.warning("not listening for notices", error=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _listen(self) -> AsyncIterator[Optional[str]]:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, keepalives_idle=IDLE, keepalives_interval=INTERVAL, keepalives_count=COUNT
        )
        async with connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            yield None
            async for notice in connection.notifies():
                yield notice.payload
