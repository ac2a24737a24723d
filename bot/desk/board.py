"""What may be told of the help desk now: whether people answer, when they do, how long it usually takes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.hours import Clock, in_words
from bot.storage.ticket_lists import TicketLists
from bot.storage.turns import Conversation
from bot.undisturbed import Undisturbed

log = structlog.get_logger(__name__)

LOOK_EVERY = 15.0
"""Seconds between two looks into the database."""

GROUP = "/"
"""Stands in the ids of conversations with one member of a group: `<connector>:<chat>/<member>`."""

AROUND = timedelta(minutes=20)
"""Who used the desk within this is there: else nobody can say how long it will take."""


class Board:
    """Looks by itself, so that a citizen's turn need not."""

    def __init__(self, engine: AsyncEngine, clock: Clock, look_every: float = LOOK_EVERY) -> None:
        self._engine = engine
        self._clock = clock
        self._look_every = look_every
        self._staffed = False
        self._wait: Optional[timedelta] = None
        self._looking: Optional[asyncio.Task[None]] = None
        self._work = Undisturbed()

    async def start(self) -> None:
        """Looks once, then begins to look by itself."""
        await self._look()
        self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Ends looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
        await self._work.finish()

    def situation(self, conversation: Conversation) -> Optional[dict[str, Any]]:
        """`open`; `opens` and `wait` in words, empty when not known; the open `ticket`'s stage.

        None where nobody works at the desk, and in a group: others would read what is between two people.
        """
        if not self._staffed or GROUP in conversation.id:
            return None
        now = datetime.now(timezone.utc)
        hours = self._clock.hours()
        opening = None if hours.is_open(now) else hours.opens(now)
        return {
            "open": hours.is_open(now),
            "opens": in_words(opening, now) if opening else "",
            "wait": minutes_in_words(self._wait) if self._wait is not None else "",
            "ticket": conversation.ticket,
        }

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            try:
                await self._work.run(self._look())
            except Exception as error:  # the database is away: what was seen last still holds
                log.warning("could not look at the desk", error=type(error).__name__)

    async def _look(self) -> None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(_LOOK, {"since": datetime.now(timezone.utc) - AROUND})).one()
        self._staffed = row.staffed
        self._wait = await TicketLists(self._engine).usual_wait() if row.around else None


def minutes_in_words(wait: timedelta) -> str:
    """Rounded up to five minutes: `5 phút`, `1 giờ 10 phút`."""
    minutes = max(5, -(-int(wait.total_seconds()) // 300) * 5)
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours} giờ" if hours else "", f"{rest} phút" if rest else ""]))


_LOOK = text(
    """
    SELECT EXISTS (SELECT FROM operators WHERE disabled_at IS NULL) AS staffed,
           EXISTS (SELECT FROM desk_sessions WHERE last_at > :since) AS around
    """
)
