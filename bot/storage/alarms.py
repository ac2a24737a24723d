"""Alarms: what a person has to do something about, raised in any process, shown by `/health` of every gateway."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import alarms


class Alarms:
    """The alarms of one connector, one per subject."""

    def __init__(self, engine: AsyncEngine, connector: str) -> None:
        self._engine = engine
        self._connector = connector

    async def raise_(self, about: str, what: str) -> None:
        """Raises an alarm, or changes its words; it stays until it is cleared."""
        change = insert(alarms).values(connector=self._connector, about=about, what=what)
        async with self._engine.begin() as connection:
            await connection.execute(
                change.on_conflict_do_update(index_elements=["connector", "about"], set_={"what": what})
            )

    async def clear(self, about: str) -> None:
        """It is settled."""
        change = delete(alarms).where(alarms.c.connector == self._connector, alarms.c.about == about)
        async with self._engine.begin() as connection:
            await connection.execute(change)

    async def read(self) -> list[str]:
        """All of them, the oldest first."""
        query = select(alarms.c.what).where(alarms.c.connector == self._connector).order_by(alarms.c.since)
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())
