"""What the bot did not understand, and what leads decided of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.learning import Decision, Question
from bot.desk.people import Operator
from bot.storage.audit import Audit
from bot.storage.measure_tables import lessons
from bot.text import fold

LOOK_BACK = timedelta(days=90)
"""How old a question may be; those of deleted conversations are there too."""

MOST = 1000
"""Different questions that are looked at, the commonest first."""


@dataclass(frozen=True)
class Lesson:
    """One decision; `applied` when the guide has it."""

    id: int
    words: str
    decision: Decision
    guide: Optional[str]
    applied: bool


@dataclass(frozen=True)
class Stuck:
    """How many citizens were stuck at a step."""

    guide: str
    step: str
    people: int


class Lessons:
    """Reads turns; writes decisions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._audit = Audit(engine)

    async def open_questions(self) -> list[Question]:
        """What was not understood lately and nobody has decided about."""
        since = datetime.now(timezone.utc) - LOOK_BACK
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_OPEN, {"since": since, "most": MOST})).all()
            decided = set((await connection.execute(select(lessons.c.folded))).scalars())
        found = [Question(row.said, row.times, row.last_at, row.intent) for row in rows]
        return [question for question in found if fold(question.words) not in decided | {""}]

    async def decide(self, operator: Operator, words: Iterable[str], decision: Decision, guide: Optional[str]) -> int:
        """Notes a decision about questions; returns how many were still open."""
        about = [
            {
                "words": one,
                "folded": fold(one),
                "decision": decision.value,
                "guide": guide if decision is Decision.EXAMPLE else None,
                "operator": operator.id,
            }
            for one in {fold(one): one for one in words}.values()
        ]
        if not about:
            return 0
        async with self._engine.begin() as connection:
            new = insert(lessons).values(about).on_conflict_do_nothing().returning(lessons.c.id)
            added = len((await connection.execute(new)).all())
            await self._audit.note(operator, f"lesson_{decision.value}", guide or "", connection, questions=added)
        return added

    async def take_back(self, operator: Operator, lesson: int) -> None:
        """Opens a question again, unless a guide has it already."""
        change = delete(lessons).where(lessons.c.id == lesson, lessons.c.applied_at.is_(None))
        async with self._engine.begin() as connection:
            if (await connection.execute(change)).rowcount:
                await self._audit.note(operator, "lesson_taken_back", str(lesson), connection)

    async def decided(self, most: int = 500) -> list[Lesson]:
        """The decisions, the newest first."""
        query = select(lessons).order_by(lessons.c.id.desc()).limit(most)
        async with self._engine.connect() as connection:
            return [_lesson(row) for row in await connection.execute(query)]

    async def accepted(self) -> dict[str, list[Lesson]]:
        """Guide → its new examples that are not in its file yet, in the order of the decisions."""
        found: dict[str, list[Lesson]] = {}
        query = (
            select(lessons)
            .where(lessons.c.decision == Decision.EXAMPLE.value, lessons.c.applied_at.is_(None))
            .order_by(lessons.c.id)
        )
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.guide, []).append(_lesson(row))
        return found

    async def mark_applied(self, ids: Iterable[int]) -> None:
        """The guides' files have these."""
        change = update(lessons).where(lessons.c.id.in_(list(ids))).values(applied_at=datetime.now(timezone.utc))
        async with self._engine.begin() as connection:
            await connection.execute(change)

    async def stuck(self, most: int = 30) -> list[Stuck]:
        """Where most citizens said lately that they are stuck."""
        since = datetime.now(timezone.utc) - LOOK_BACK
        async with self._engine.connect() as connection:
            rows = await connection.execute(_STUCK, {"since": since, "most": most})
            return [Stuck(row.guide, row.place.partition("/")[2], row.people) for row in rows]


def _lesson(row: Any) -> Lesson:
    return Lesson(row.id, row.words, Decision(row.decision), row.guide, row.applied_at is not None)


_OPEN = text(
    """
    SELECT said, count(*) AS times, max(received_at) AS last_at, mode() WITHIN GROUP (ORDER BY intent) AS intent
    FROM (SELECT said, intent, received_at FROM turns
          WHERE band IN ('lost', 'unsure') AND kind = 'text' AND said NOT LIKE '/go{%'
          UNION ALL SELECT said, intent, asked_on AS received_at FROM unanswered) AS asked
    WHERE received_at > :since GROUP BY said ORDER BY times DESC, last_at DESC LIMIT :most
    """
)

_STUCK = text(
    """
    SELECT guide, step AS place, count(DISTINCT conversation) AS people
    FROM turns WHERE step LIKE 'x:%' AND guide IS NOT NULL AND received_at > :since
    GROUP BY guide, step ORDER BY people DESC, guide, step LIMIT :most
    """
)
"""`step` is where the citizen was after the turn: `x:<guide>/<step>` after a tap on "Vướng ở bước này"."""
