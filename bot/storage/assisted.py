"""People helped in person: counted, never described."""

from __future__ import annotations

from typing import Optional

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.assisting import Outcome
from bot.desk.people import Operator
from bot.storage.audit import Audit
from bot.storage.measure_tables import assisted


class Assisted:
    """One row per person: when, where the operator's team is, which guide, how it ended."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._audit = Audit(engine)

    async def count(self, operator: Operator, visit: str, guide: Optional[str], outcome: Outcome) -> bool:
        """Counts the person of a visit; False when that was done before (a form sent twice)."""
        team = operator.team
        row = insert(assisted).values(
            visit=visit,
            province=team.province if team else "",
            commune=team.commune if team else "",
            guide=guide,
            outcome=outcome.value,
        )
        async with self._engine.begin() as connection:
            added = await connection.execute(row.on_conflict_do_nothing().returning(assisted.c.id))
            new = added.first() is not None
            if new:
                await self._audit.note(operator, "assisted", connection=connection)  # a single person is not told of
        return new
