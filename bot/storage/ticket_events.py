"""What happened to tickets, and the messages that tell citizens of it: written in the transaction of the change."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.desk.people import Operator
from bot.desk.tickets import Deed
from bot.desk.wording import title_of, told
from bot.messages import IncomingMessage, Kind
from bot.storage.audit import Audit
from bot.storage.desk_tables import ticket_events

LOOKED_BACK = timedelta(days=1)
"""Untold messages older than this are no longer alive."""


class TicketEvents:
    """The events; each is also a line of the audit trail."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._audit = Audit(engine)

    async def note(
        self, connection: AsyncConnection, ticket: int, operator: Operator, deed: Deed, words: str = ""
    ) -> None:
        """What no citizen is told of."""
        await self._add(connection, ticket, operator, deed, words, None, "")

    async def tell(
        self,
        connection: AsyncConnection,
        ticket: int,
        conversation: str,
        operator: Optional[Operator],
        deed: Deed,
        words: str = "",
        once: str = "",
    ) -> IncomingMessage:
        """What a citizen is told of, in `words` or those of bot.desk.wording: the message to queue after the commit.

        `once` makes the message's id, so that the same words given twice are said once.
        """
        message_id = f"desk-{once or secrets.token_hex(8)}"
        title = title_of(operator) if operator and deed is Deed.REPLIED else ""
        said = words or (told(deed, operator) if operator else "")
        at = await self._add(connection, ticket, operator, deed, said, message_id, title)
        return _message(conversation, message_id, said, at, title)

    async def was_said(self, connection: AsyncConnection, once: str) -> bool:
        """Whether there is a message made with `once`."""
        query = select(ticket_events.c.id).where(ticket_events.c.message_id == f"desk-{once}")
        return (await connection.execute(query)).first() is not None

    async def untold(self, before: datetime) -> list[IncomingMessage]:
        """What citizens were to be told before then and no worker has or had in hand: its queueing was cut off."""
        values = {"before": before, "since": before - LOOKED_BACK}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_UNTOLD, values)).all()
        return [_message(row.conversation, row.message_id, row.text, row.at, row.title) for row in rows]

    async def _add(
        self,
        connection: AsyncConnection,
        ticket: int,
        operator: Optional[Operator],
        deed: Deed,
        words: str,
        message_id: Optional[str],
        title: str,
    ) -> datetime:
        who = operator.id if operator else None
        values = {"ticket": ticket, "operator": who, "kind": deed.value, "text": words, "title": title}
        added = insert(ticket_events).values(message_id=message_id, **values).returning(ticket_events.c.at)
        at: datetime = (await connection.execute(added)).scalar()
        await self._audit.note(operator, f"ticket_{deed.value}", f"ticket:{ticket}", connection)
        return at


def _message(conversation: str, message_id: str, words: str, at: datetime, title: str) -> IncomingMessage:
    return IncomingMessage(conversation, message_id, Kind.FROM_DESK, words, at.timestamp(), title=title)


_UNTOLD = text(
    """
    SELECT event.*, ticket.conversation FROM ticket_events event JOIN tickets ticket ON ticket.id = event.ticket
    WHERE event.message_id IS NOT NULL AND event.at < :before AND event.at > :since
      AND NOT EXISTS (SELECT FROM turns WHERE turns.conversation = ticket.conversation
                      AND turns.message_id = event.message_id)
      AND NOT EXISTS (SELECT FROM procrastinate_jobs job WHERE job.lock = ticket.conversation
                      AND job.args -> 'message' ->> 'id' = event.message_id)
    ORDER BY event.id
    """
)
