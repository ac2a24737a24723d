"""Failed log-ins, counted in the database: every gateway counts together, and a restart forgets nothing."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Optional

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.desk_tables import desk_lockouts

MOST_FAILURES = 5
"""Tries in a row before the name is locked."""

LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""Failures that lie apart by this much are not in a row."""

LONGEST_LOGIN = 100


class Lockouts:
    """One row per name that somebody tried, whether there is such an operator or not.

    Only a digest of the name is kept: now and then somebody types their password there.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def count(self, login: str) -> Optional[datetime]:
        """Counts one try; until when the name is locked, None while it is not."""
        now = datetime.now(timezone.utc)
        values = {
            "login": _digest(login),
            "now": now,
            "old": now - FORGOTTEN_AFTER,
            "until": now + LOCKED_FOR,
            "most": MOST_FAILURES,
        }
        async with self._engine.begin() as connection:
            row = (await connection.execute(_COUNT, values)).one()
        until: Optional[datetime] = row.locked_until
        return until if until is not None and until > now else None

    async def clear(self, login: str) -> None:
        """The right password was given, or an administrator set a new one."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(desk_lockouts).where(desk_lockouts.c.login == _digest(login)))

    async def sweep(self, now: datetime) -> None:
        """Forgets tries that count no more, so that guessers do not fill the database."""
        old = desk_lockouts.c.last_at < now - FORGOTTEN_AFTER - LOCKED_FOR
        async with self._engine.begin() as connection:
            await connection.execute(delete(desk_lockouts).where(old))


def _digest(login: str) -> str:
    return hashlib.sha256(login.lower().encode()).hexdigest()


_COUNT = text(
    """
    INSERT INTO desk_lockouts AS known (login, failures, last_at) VALUES (:login, 1, :now)
    ON CONFLICT (login) DO UPDATE SET
        failures = CASE WHEN known.locked_until > :now THEN known.failures
                        WHEN known.last_at < :old OR known.locked_until IS NOT NULL THEN 1
                        ELSE known.failures + 1 END,
        locked_until = CASE WHEN known.locked_until > :now THEN known.locked_until
                            WHEN known.locked_until IS NULL AND known.last_at >= :old
                                 AND known.failures >= CAST(:most AS integer) THEN CAST(:until AS timestamptz)
                            END,
        last_at = :now
    RETURNING locked_until
    """
)
"""One statement, so tries at the same time wait for each other's row."""
