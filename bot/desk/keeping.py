"""What the desk does by itself: lets the bot come back after silence, and says what was left unsaid."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import Optional

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import IncomingMessage
from bot.storage.lockouts import Lockouts
from bot.storage.tickets import Tickets
from bot.undisturbed import Undisturbed

log = structlog.get_logger(__name__)

LOOK_EVERY = 15.0
"""Seconds between two looks."""

UNTOLD_AFTER = timedelta(seconds=60)
"""A message that is not in the queue by then never will be by itself: its gateway died in between."""

Put = Callable[[IncomingMessage], Awaitable[None]]


class Keeper:
    """One per gateway; several do no harm: each change is conditional, and a message told twice is sent once."""

    def __init__(self, engine: AsyncEngine, put: Put, look_every: float = LOOK_EVERY) -> None:
        self._tickets = Tickets(engine)
        self._lockouts = Lockouts(engine)
        self._put = put
        self._look_every = look_every
        self._task: Optional[asyncio.Task[None]] = None
        self._work = Undisturbed()

    def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._work.finish()

    async def look(self, now: Optional[datetime] = None) -> None:
        """One look."""
        now = now or datetime.now(timezone.utc)
        for message in [*await self._tickets.silent(now), *await self._tickets.untold(now - UNTOLD_AFTER)]:
            await self._put(message)
        await self._lockouts.sweep(now)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            try:
                await self._work.run(self.look())
            except Exception as error:  # the database is away: the next look finds all that this one did not
                log.warning("could not keep the desk's tickets", error=type(error).__name__)
