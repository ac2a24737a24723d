"""Alarms: what a person has to do something about, raised in any process, shown by `/health` of every gateway."""

from __future__ import annotations

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import alarms
from bot.undisturbed import Undisturbed

log = structlog.get_logger(__name__)


class Alarms:
    """The alarms of one connector, one per subject."""

    def __init__(self, engine: AsyncEngine, connector: str) -> None:
        self._engine = engine
        self._connector = connector
        self._work = Undisturbed()

    async def raise_(self, about: str, what: str) -> None:
        """Raises an alarm, or changes its words; it stays until it is cleared."""
        await self._work.run(self._raise(about, what))

    async def clear(self, about: str) -> None:
        """It is settled."""
        await self._work.run(self._clear(about))

    async def read(self) -> list[str]:
        """All of them, the oldest first."""
        return await self._work.run(self._read())

    async def finish(self) -> None:
        """Waits for what is under way."""
        await self._work.finish()

    async def _raise(self, about: str, what: str) -> None:
        change = insert(alarms).values(connector=self._connector, about=about, what=what)
        async with self._engine.begin() as connection:
            await connection.execute(
                change.on_conflict_do_update(index_elements=["connector", "about"], set_={"what": what})
            )

    async def _clear(self, about: str) -> None:
        change = delete(alarms).where(alarms.c.connector == self._connector, alarms.c.about == about)
        async with self._engine.begin() as connection:
            await connection.execute(change)

    async def _read(self) -> list[str]:
        query = select(alarms.c.what).where(alarms.c.connector == self._connector).order_by(alarms.c.since)
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())


class Alarm:
    """One subject's alarm as one process uses it: raised when something fails, settled when it works again.

    A database that is away only leads to a log line: it must not stop what works.
    """

    def __init__(self, alarms: Alarms, about: str) -> None:
        self._alarms = alarms
        self._about = about
        self._maybe_up = True  # from the process before this one

    async def raise_(self, what: str) -> None:
        """Tells people what to do."""
        log.error(what, about=self._about)
        self._maybe_up = True
        try:
            await self._alarms.raise_(self._about, what)
        except Exception as error:  # whatever the database's driver raises
            log.warning("alarm not kept", error=type(error).__name__)

    async def settle(self) -> None:
        """It works."""
        if not self._maybe_up:
            return
        self._maybe_up = False
        try:
            await self._alarms.clear(self._about)
        except Exception as error:  # as above
            self._maybe_up = True
            log.warning("alarm not cleared", error=type(error).__name__)
