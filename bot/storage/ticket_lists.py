"""Tickets as operators see them: the queue's lists, one ticket, how long citizens wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Optional

from sqlalchemy import and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.people import Operator, Role
from bot.desk.tickets import Deed, Event, Stage, Ticket
from bot.storage.desk_tables import operators, ticket_events, tickets
from bot.storage.tables import conversations
from bot.storage.tickets import visible_to

PAGE = 50
"""Tickets on one page of a list."""


class Queue(str, Enum):
    """The lists, in the order of the page; `team` is for leads."""

    NEW = "moi"
    MINE = "cua-toi"
    WAITING = "dang-cho"
    CLOSED = "da-dong"
    TEAM = "ca-to"


QUEUE_NAMES = {
    Queue.NEW: "Mới",
    Queue.MINE: "Của tôi",
    Queue.WAITING: "Đang chờ dân",
    Queue.CLOSED: "Đã đóng",
    Queue.TEAM: "Cả tổ đang giữ",
}


def queues_for(operator: Operator) -> list[Queue]:
    """The lists this operator sees."""
    return [queue for queue in Queue if queue is not Queue.TEAM or operator.may(Role.LEAD)]


class TicketLists:
    """Reads; shows nobody what is not theirs."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(self, operator: Operator, queue: Queue, skip: int = 0) -> list[Ticket]:
        """PAGE tickets and one more, if there is one: the longest waiting first, of the closed the newest."""
        order = tickets.c.closed_at.desc() if queue is Queue.CLOSED else tickets.c.opened_at
        query = _SELECT.where(_in(queue, operator)).order_by(order, tickets.c.id).offset(skip).limit(PAGE + 1)
        async with self._engine.connect() as connection:
            return [_ticket(row) for row in await connection.execute(query)]

    async def counts(self, operator: Operator) -> dict[Queue, int]:
        """How many there are in each list but the closed."""
        listed = [queue for queue in queues_for(operator) if queue is not Queue.CLOSED]
        columns = [func.count().filter(_in(queue, operator)).label(queue.name) for queue in listed]
        query = select(*columns).select_from(tickets).where(tickets.c.closed_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one()
        return dict(zip(listed, row, strict=True))

    async def find(self, operator: Operator, ticket: int) -> Optional[Ticket]:
        """One ticket; None for one that the operator may not see, as for one that is not there."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_SELECT.where(tickets.c.id == ticket, visible_to(operator)))).first()
        return _ticket(row) if row is not None else None

    async def seen_by(self, operator: Operator, among: Iterable[int]) -> list[int]:
        """Those of some tickets that the operator may see."""
        query = select(tickets.c.id).where(tickets.c.id.in_(list(among)), visible_to(operator))
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def changed_since(self, operator: Operator, moment: datetime) -> list[int]:
        """The newest PAGE of the tickets that changed since then and that the operator may see."""
        changed = (
            select(tickets.c.id).where(tickets.c.last_at >= moment, visible_to(operator)).order_by(tickets.c.id.desc())
        )
        async with self._engine.connect() as connection:
            return list((await connection.execute(changed.limit(PAGE))).scalars())

    async def newest(self, operator: Operator) -> int:
        """The id of the newest of the new tickets; 0 without any."""
        query = select(func.coalesce(func.max(tickets.c.id), 0)).where(_in(Queue.NEW, operator))
        async with self._engine.connect() as connection:
            found: int = (await connection.execute(query)).scalar()
        return found

    async def events(self, ticket: int) -> list[Event]:
        """What happened to a ticket, the oldest first."""
        query = (
            select(ticket_events, operators.c.name)
            .outerjoin(operators, operators.c.id == ticket_events.c.operator)
            .where(ticket_events.c.ticket == ticket)
            .order_by(ticket_events.c.id)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(query)
            return [Event(row.at, row.name or "", Deed(row.kind), row.text, row.message_id) for row in rows]

    async def usual_wait(self, now: Optional[datetime] = None) -> Optional[timedelta]:
        """Half of the citizens of the last two weeks were taken on within this; None when too few were to know."""
        since = (now or datetime.now(timezone.utc)) - timedelta(days=14)
        async with self._engine.connect() as connection:
            row = (await connection.execute(_USUAL, {"since": since})).one()
        return timedelta(seconds=row.middle) if row.known >= FEWEST_TO_KNOW else None


FEWEST_TO_KNOW = 5
"""Tickets before anything is said about how long it usually takes."""

_SELECT = (
    select(tickets, operators.c.name.label("holder"), conversations.c.quiet_until)
    .join(conversations, conversations.c.id == tickets.c.conversation)
    .outerjoin(operators, operators.c.id == tickets.c.operator)
)

_USUAL = text(
    """
    SELECT count(*) AS known,
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - opened_at)), 0)::float
               AS middle
    FROM tickets WHERE claimed_at > :since AND in_hours
    """
)


def _in(queue: Queue, operator: Operator) -> Any:
    mine = tickets.c.operator == operator.id
    conditions = {
        Queue.NEW: and_(tickets.c.status == Stage.NEW.value, visible_to(operator)),
        Queue.MINE: and_(tickets.c.status == Stage.HELD.value, mine),
        Queue.WAITING: and_(tickets.c.status == Stage.WAITING.value, mine),
        Queue.CLOSED: and_(tickets.c.status == Stage.CLOSED.value, visible_to(operator)),
        Queue.TEAM: and_(tickets.c.status.in_((Stage.HELD.value, Stage.WAITING.value)), visible_to(operator)),
    }
    return conditions[queue]


def _ticket(row: Any) -> Ticket:
    return Ticket(
        id=row.id,
        conversation=row.conversation,
        stage=Stage(row.status),
        reason=row.reason,
        question=row.question,
        guide=row.guide,
        province=row.province,
        team=row.team,
        operator=row.operator,
        holder=row.holder or "",
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        last_at=row.last_at,
        closed_at=row.closed_at,
        quiet_until=row.quiet_until,
    )
