"""Tokens of a platform that hands out a new pair at every use: one row, one process at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Optional

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.tables import zalo_tokens


@dataclass
class Grant:
    """The row while it is held. Times are in seconds since 1970; changes are kept when it is let go of."""

    connection: AsyncConnection
    app_id: str
    sealed: Optional[str]
    renew_at: float
    expires_at: float
    seed: str
    spent: str

    async def keep(self, **changes: object) -> None:
        """Writes columns of the row: `sealed`, `seed`, `spent`, and the two times."""
        for name, value in changes.items():
            setattr(self, name, value)
        written = {name: _moment(value) if name.endswith("_at") else value for name, value in changes.items()}
        await self.connection.execute(update(zalo_tokens).where(zalo_tokens.c.app_id == self.app_id).values(**written))


class Grants:
    """The tokens of one app."""

    def __init__(self, engine: AsyncEngine, app_id: str) -> None:
        self._engine = engine
        self._app_id = app_id

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[Grant]:
        """The row, locked against every other process until the end; nothing is kept when an error leaves it."""
        async with self._engine.begin() as connection:
            await connection.execute(insert(zalo_tokens).values(app_id=self._app_id).on_conflict_do_nothing())
            query = select(zalo_tokens).where(zalo_tokens.c.app_id == self._app_id).with_for_update()
            row = (await connection.execute(query)).one()
            times = (_seconds(row.renew_at), _seconds(row.expires_at))
            yield Grant(connection, self._app_id, row.sealed, *times, row.seed, row.spent)


def _seconds(moment: Optional[datetime]) -> float:
    return moment.timestamp() if moment else 0.0


def _moment(seconds: object) -> datetime:
    assert isinstance(seconds, float)
    return datetime.fromtimestamp(seconds, timezone.utc)
