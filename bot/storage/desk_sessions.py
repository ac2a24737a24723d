"""Who is logged in at the desk: rows that can be deleted, found by a digest of the cookie."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.people import Operator
from bot.storage.desk_tables import desk_sessions, operators, teams
from bot.storage.operators import OPERATOR_COLUMNS, operator_of_row

IDLE = timedelta(hours=2)
"""A phone that lies about is not logged in for ever."""

LONGEST = timedelta(hours=12)
"""One working day."""

SEEN_EVERY = timedelta(minutes=1)
"""The time of the last use is written down at most this often."""


@dataclass(frozen=True)
class LoggedIn:
    """A log-in that is valid now: whose, since when, and what their session holds."""

    operator: Operator
    content: dict[str, Any]
    created_at: datetime


class DeskSessions:
    """The log-ins. A disabled operator has none."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(self, key: str, counts: bool = True) -> Optional[LoggedIn]:
        """The log-in of this cookie, unless it is too old, was idle for too long, or its operator is shut out.

        With `counts`, this is a use of it.
        """
        now = datetime.now(timezone.utc)
        query = (
            select(*OPERATOR_COLUMNS, desk_sessions.c.content, desk_sessions.c.created_at, desk_sessions.c.last_at)
            .join(operators, operators.c.id == desk_sessions.c.operator)
            .outerjoin(teams, teams.c.id == operators.c.team)
            .where(
                desk_sessions.c.digest == _digest(key),
                desk_sessions.c.last_at > now - IDLE,
                desk_sessions.c.created_at > now - LONGEST,
                operators.c.disabled_at.is_(None),
            )
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        if counts and row.last_at < now - SEEN_EVERY:
            await self._seen(key, now)
        return LoggedIn(operator_of_row(row), row.content, row.created_at)

    async def begin(self, key: str, operator: int, content: dict[str, Any]) -> None:
        """Somebody logged in."""
        new = insert(desk_sessions).values(digest=_digest(key), operator=operator, content=content)
        async with self._engine.begin() as connection:
            await connection.execute(new)

    async def change(self, key: str, content: dict[str, Any]) -> None:
        """What the log-in holds; nothing when it has ended meanwhile."""
        change = update(desk_sessions).where(desk_sessions.c.digest == _digest(key)).values(content=content)
        async with self._engine.begin() as connection:
            await connection.execute(change)

    async def end(self, key: str) -> None:
        """Logs out; sweeps out what is too old on the way."""
        now = datetime.now(timezone.utc)
        old = or_(desk_sessions.c.last_at <= now - IDLE, desk_sessions.c.created_at <= now - LONGEST)
        async with self._engine.begin() as connection:
            await connection.execute(delete(desk_sessions).where(or_(desk_sessions.c.digest == _digest(key), old)))

    async def _seen(self, key: str, now: datetime) -> None:
        change = update(desk_sessions).where(desk_sessions.c.digest == _digest(key)).values(last_at=now)
        async with self._engine.begin() as connection:
            await connection.execute(change)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
