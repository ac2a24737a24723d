"""Reads what is measured: numbers only, by calendar month in Vietnam. What may be told is bot.desk.measuring's."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import and_, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.measuring import Counted, Goal, Understanding, Waiting, told, waiting
from bot.desk.people import Operator, Role
from bot.storage.audit import Audit
from bot.storage.measure_tables import targets
from bot.storage.tallies import TICKETS, TURNS

BANDS = ("sure", "unsure", "lost")


class Measures:
    """`first` and `last` are months, `2026-11`, both included. Leads see their commune, or their whole province."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._audit = Audit(engine)

    async def counted(self, operator: Operator, first: str, last: str) -> list[Counted]:
        """People helped in person."""
        rows = await self._rows(_COUNTED, operator, first, last)
        return [Counted(row.month, row.province, row.commune, row.guide, row.outcome, row.people) for row in rows]

    async def understanding(self, operator: Operator, first: str, last: str) -> list[Understanding]:
        """How questions were understood, and thumbs; by province, for no commune is known of a citizen."""
        counts: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row in await self._rows(_UNDERSTOOD, operator, first, last):
            counts[row.month, row.province][row.what] = row.times
        return [
            Understanding(
                month,
                province,
                told({band: found.get(band, 0) for band in BANDS}),
                told({thumb: found.get(thumb, 0) for thumb in ("up", "down")}),
                told({"done": found.get("done", 0)})["done"],
            )
            for (month, province), found in sorted(counts.items())
        ]

    async def waiting(self, operator: Operator, first: str, last: str) -> list[Waiting]:
        """How long citizens waited for an answer to their ticket."""
        rows = await self._rows(_WAITING, operator, first, last)
        return [waiting(row.month, row.province, row.commune, row.opened, row.answered, row.minutes) for row in rows]

    async def goals(self, operator: Operator) -> list[Goal]:
        """The targets of the operator's places."""
        query = select(targets).order_by(targets.c.province, targets.c.commune, targets.c.id)
        if operator.role is not Role.ADMINISTRATOR:
            query = query.where(_own_place(operator))
        async with self._engine.connect() as connection:
            return [_goal(row) for row in await connection.execute(query)]

    async def set_goal(self, operator: Operator, goal: Goal) -> None:
        """Sets a target, or changes the one of the same guide and commune."""
        values = {
            "province": goal.province,
            "commune": goal.commune,
            "guide": goal.guide,
            "people": goal.people,
            "first_month": goal.first_month,
            "last_month": goal.last_month,
            "operator": operator.id,
        }
        change = insert(targets).values(values)
        change = change.on_conflict_do_update(constraint="targets_one_per_guide", set_=values)
        async with self._engine.begin() as connection:
            await connection.execute(change)
            await self._audit.note(operator, "target_set", goal.guide, connection, people=goal.people)

    async def drop_goal(self, operator: Operator, goal: int) -> None:
        """Takes a target of one's own places away."""
        change = delete(targets).where(targets.c.id == goal)
        if operator.role is not Role.ADMINISTRATOR:
            change = change.where(_own_place(operator))
        async with self._engine.begin() as connection:
            if (await connection.execute(change)).rowcount:
                await self._audit.note(operator, "target_dropped", str(goal), connection)

    async def _rows(self, query: Any, operator: Operator, first: str, last: str) -> list[Any]:
        province, commune = _scope(operator)
        values: dict[str, Any] = {"first": first, "last": last, "province": province, "commune": commune}
        if query is _UNDERSTOOD:  # there are many turns, and an index finds those since
            since = datetime.strptime(first, "%Y-%m").replace(tzinfo=timezone.utc) - timedelta(days=1)
            values = {"first": first, "last": last, "province": province, "since": since}
        async with self._engine.connect() as connection:
            return list((await connection.execute(query, values)).all())


def _scope(operator: Operator) -> tuple[Optional[str], Optional[str]]:
    """The province and commune an operator reads of; None for every one."""
    if operator.role is Role.ADMINISTRATOR:
        return None, None
    if operator.team is None:
        return "", ""
    return operator.team.province, operator.team.commune or None


def _own_place(operator: Operator) -> Any:
    province, commune = _scope(operator)
    here = targets.c.province == province
    return here if commune is None else and_(here, targets.c.commune == commune)


def _goal(row: Any) -> Goal:
    return Goal(row.id, row.province, row.commune, row.guide, row.people, row.first_month, row.last_month)


_MONTH = "to_char({} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')"
_HERE = (
    "(CAST(:province AS text) IS NULL OR {province} = :province)"
    " AND (CAST(:commune AS text) IS NULL OR {commune} = :commune)"
)

_COUNTED = text(
    f"SELECT {_MONTH.format('at')} AS month, province, commune, guide, outcome, count(*) AS people FROM assisted"
    f" WHERE {_MONTH.format('at')} BETWEEN :first AND :last"
    f" AND {_HERE.format(province='province', commune='commune')} GROUP BY 1, 2, 3, 4, 5"
)

_UNDERSTOOD = text(
    f"""
    SELECT month, province, what, sum(times)::int AS times
    FROM (({TURNS} AND turns.received_at > :since GROUP BY 1, 2, 3)
          UNION ALL SELECT month, province, what, times FROM turn_tallies) AS counted
    WHERE month BETWEEN :first AND :last AND (CAST(:province AS text) IS NULL OR province IN ('', :province))
    GROUP BY 1, 2, 3
    """
)

_WAITING = text(
    f"""
    SELECT month, province, commune, count(*) AS opened, count(minutes) AS answered,
        coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes), 0)::float AS minutes
    FROM ({TICKETS} UNION ALL SELECT month, province, commune, minutes FROM ticket_tallies) AS timed
    WHERE month BETWEEN :first AND :last AND {_HERE.format(province="province", commune="commune")}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
)
