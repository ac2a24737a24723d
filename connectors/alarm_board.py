"""The alarms of a connector as its gateway shows them, whichever process raised them."""

from __future__ import annotations

import asyncio
from typing import Optional

import structlog

from bot.storage.alarms import Alarms

log = structlog.get_logger(__name__)


class AlarmBoard:
    """Looks into the database every few seconds, so that `/health` need not."""

    def __init__(self, alarms: Alarms, every: float) -> None:
        self._alarms = alarms
        self._every = every
        self._looking: Optional[asyncio.Task[None]] = None
        self.shown: list[str] = []

    def start(self) -> None:
        """Begins to look."""
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Ends looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _look(self) -> None:
        while True:
            try:
                self.shown = await self._alarms.read()
            except Exception as error:  # the database is away: nothing here may end the gateway
                log.warning("could not look for alarms", error=type(error).__name__)
            await asyncio.sleep(self._every)
