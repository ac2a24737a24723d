"""The audit trail of the desk: who did what, when. Never what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.desk.people import Operator
from bot.storage.desk_tables import desk_audit, operators


@dataclass(frozen=True)
class Deed:
    """One line of the trail; `who` is empty for the system, a command, or somebody who did not get in."""

    at: datetime
    who: str
    action: str
    about: str
    details: dict[str, Any]


class Audit:
    """Written beside the change it tells of: with `connection`, in the same transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def note(
        self,
        operator: Optional[Operator],
        action: str,
        about: str = "",
        connection: Optional[AsyncConnection] = None,
        **details: Any,
    ) -> None:
        """Adds one line; `about` is cut to 200 characters."""
        who = operator.id if operator is not None else None
        line = insert(desk_audit).values(operator=who, action=action, about=about[:200], details=details)
        if connection is not None:
            await connection.execute(line)
            return
        async with self._engine.begin() as own:
            await own.execute(line)

    async def note_hourly(self, operator: Optional[Operator], action: str, about: str) -> None:
        """Adds a line unless there is the same one of the last hour: pages refresh, and guessers try often."""
        values = {"operator": operator.id if operator else None, "action": action, "about": about[:200]}
        async with self._engine.begin() as connection:
            await connection.execute(_NOTE_HOURLY, values)

    async def read(self, most: int = 200) -> list[Deed]:
        """The newest lines first."""
        query = (
            select(desk_audit, operators.c.login)
            .outerjoin(operators, operators.c.id == desk_audit.c.operator)
            .order_by(desk_audit.c.id.desc())
            .limit(most)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return [Deed(row.at, row.login or "", row.action, row.about, row.details) for row in rows]


_NOTE_HOURLY = text(
    """
    INSERT INTO desk_audit (operator, action, about)
    SELECT CAST(:operator AS bigint), CAST(:action AS text), CAST(:about AS text)
    WHERE NOT EXISTS (SELECT FROM desk_audit WHERE at > now() - interval '1 hour'
                      AND action = :action AND about = :about
                      AND operator IS NOT DISTINCT FROM CAST(:operator AS bigint))
    """
)
