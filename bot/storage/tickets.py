"""Tickets as they change: every change is one conditional statement, its event and its line of the trail beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Any, Optional

from sqlalchemy import and_, func, or_, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.desk.people import Operator, Role, Team
from bot.desk.tickets import FORGOTTEN_AFTER, SILENCE, Deed, Stage
from bot.desk.wording import BACK_AFTER_SILENCE
from bot.messages import IncomingMessage
from bot.storage.desk_tables import tickets
from bot.storage.tables import conversations
from bot.storage.ticket_events import TicketEvents


def visible_to(operator: Operator) -> Any:
    """The condition on `tickets`: those of the operator's team, and those no team has that their team may take."""
    if operator.role is Role.ADMINISTRATOR:
        return text("true")
    team = operator.team or Team(-1, "")
    nobodys = and_(tickets.c.team.is_(None), or_(tickets.c.province.is_(None), tickets.c.province == team.province))
    return or_(tickets.c.team == team.id, nobodys)


class Tickets:
    """What operators do to tickets. Each gives the messages to queue for the citizen; None when it came too late."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._events = TicketEvents(engine)

    async def claim(self, operator: Operator, ticket: int) -> Optional[list[IncomingMessage]]:
        """Takes a new ticket. Of two who try, one gets it: the second one's statement finds it taken."""
        change = (
            update(tickets)
            .where(tickets.c.id == ticket, tickets.c.status == Stage.NEW.value, visible_to(operator))
            .values(
                status=Stage.HELD.value,
                operator=operator.id,
                team=operator.team.id if operator.team else tickets.c.team,
                claimed_at=func.coalesce(tickets.c.claimed_at, func.now()),
                last_at=func.now(),
            )
            .returning(tickets.c.conversation)
        )
        async with self._changing(change) as (connection, conversation):
            if conversation is None:
                return None
            await _silence(connection, conversation)
            return [await self._events.tell(connection, ticket, conversation, operator, Deed.CLAIMED)]

    async def reply(self, operator: Operator, ticket: int, words: str, once: str) -> Optional[list[IncomingMessage]]:
        """Answers the citizen. `once` names the filled-in form: sent twice, it is one reply."""
        now = datetime.now(timezone.utc)
        change = (
            self._own(operator, ticket)
            .values(
                status=Stage.WAITING.value, answered_at=func.coalesce(tickets.c.answered_at, now), last_at=func.now()
            )
            .returning(tickets.c.conversation)
        )
        async with self._changing(change) as (connection, conversation):
            if conversation is None:
                return None
            if await self._events.was_said(connection, once):
                return []
            said = []
            if not await _silence(connection, conversation):
                said = [await self._events.tell(connection, ticket, conversation, operator, Deed.REJOINED)]
            said.append(await self._events.tell(connection, ticket, conversation, operator, Deed.REPLIED, words, once))
            return said

    async def note(self, operator: Operator, ticket: int, words: str) -> bool:
        """Keeps a note that no citizen sees; whether the ticket is one the operator may see."""
        change = update(tickets).where(tickets.c.id == ticket, visible_to(operator)).values(last_at=func.now())
        async with self._changing(change.returning(tickets.c.conversation)) as (connection, found):
            if found is not None:
                await self._events.note(connection, ticket, operator, Deed.NOTED, words)
            return found is not None

    async def close(self, operator: Operator, ticket: int) -> Optional[list[IncomingMessage]]:
        """Ends it: the bot answers again and says so, if a person had the conversation."""
        values = {"status": Stage.CLOSED.value, "closed_at": func.now(), "last_at": func.now()}
        change = self._own(operator, ticket).values(**values).returning(tickets.c.conversation)
        return await self._let_go(operator, ticket, change, Deed.CLOSED)

    async def give_back(self, operator: Operator, ticket: int) -> Optional[list[IncomingMessage]]:
        """Back to the queue of new tickets."""
        values = {"status": Stage.NEW.value, "operator": None, "last_at": func.now()}
        change = self._own(operator, ticket).values(**values).returning(tickets.c.conversation)
        return await self._let_go(operator, ticket, change, Deed.GIVEN_BACK)

    async def transfer(self, operator: Operator, ticket: int, team: Team) -> Optional[list[IncomingMessage]]:
        """To the queue of another team, or of one's own."""
        values = {"status": Stage.NEW.value, "operator": None, "team": team.id, "last_at": func.now()}
        change = self._own(operator, ticket).values(**values).returning(tickets.c.conversation)
        return await self._let_go(operator, ticket, change, Deed.TRANSFERRED, team.name)

    async def hand_to(self, operator: Operator, ticket: int, colleague: Operator) -> Optional[list[IncomingMessage]]:
        """To a colleague of one's own team, who holds it from now on; the bot stays silent as long as it would have."""
        change = self._own(operator, ticket).values(operator=colleague.id, status=Stage.HELD.value, last_at=func.now())
        async with self._changing(change.returning(tickets.c.conversation)) as (connection, found):
            if found is None:
                return None
            await self._events.note(connection, ticket, operator, Deed.NOTED, f"Chuyển cho {colleague.name}")
            return [await self._events.tell(connection, ticket, found, colleague, Deed.HANDED)]

    async def silent(self, now: datetime) -> list[IncomingMessage]:
        """Lets the bot come back where nobody wrote for SILENCE; what waited for an answer is new again."""
        async with self._engine.begin() as connection:
            rows = (await connection.execute(_SILENT, {"now": now})).all()
            messages = [
                await self._events.tell(connection, row.id, row.conversation, None, Deed.TIMED_OUT, BACK_AFTER_SILENCE)
                for row in rows
            ]
            await connection.execute(_FORGOTTEN, {"before": now - FORGOTTEN_AFTER})
        return messages

    async def untold(self, before: datetime) -> list[IncomingMessage]:
        """What citizens were to be told before then and was not queued."""
        return await self._events.untold(before)

    def _own(self, operator: Operator, ticket: int) -> Any:
        """What one holds oneself; for a lead and an administrator also what others of theirs hold."""
        held = tickets.c.status.in_((Stage.HELD.value, Stage.WAITING.value))
        mine = held if operator.may(Role.LEAD) else and_(held, tickets.c.operator == operator.id)
        return update(tickets).where(tickets.c.id == ticket, mine, visible_to(operator))

    async def _let_go(
        self, operator: Operator, ticket: int, change: Any, deed: Deed, note: str = ""
    ) -> Optional[list[IncomingMessage]]:
        async with self._changing(change) as (connection, conversation):
            if conversation is None:
                return None
            if note:
                await self._events.note(connection, ticket, operator, Deed.NOTED, f"Chuyển tới {note}")
            if not await _release(connection, conversation):
                await self._events.note(connection, ticket, operator, deed)
                return []
            return [await self._events.tell(connection, ticket, conversation, operator, deed)]

    @asynccontextmanager
    async def _changing(self, change: Any) -> AsyncIterator[tuple[AsyncConnection, Optional[str]]]:
        """One transaction that begins with `change`: its connection, and the conversation when there was a change."""
        async with self._engine.begin() as connection:
            conversation: Optional[str] = (await connection.execute(change)).scalar()
            yield connection, conversation


async def _silence(connection: AsyncConnection, conversation: str) -> bool:
    """The bot is silent for SILENCE from now; whether it was already."""
    until = datetime.now(timezone.utc) + SILENCE
    row = (await connection.execute(_SILENCE, {"conversation": conversation, "until": until})).one()
    return bool(row.was_silent)


async def _release(connection: AsyncConnection, conversation: str) -> bool:
    """The bot answers again; whether it was silent."""
    change = update(conversations).where(conversations.c.id == conversation, conversations.c.quiet_until.is_not(None))
    return bool((await connection.execute(change.values(quiet_until=None))).rowcount)


_SILENCE = text(
    """
    UPDATE conversations SET quiet_until = greatest(conversations.quiet_until, CAST(:until AS timestamptz))
    FROM (SELECT id, quiet_until FROM conversations WHERE id = :conversation FOR UPDATE) AS before
    WHERE conversations.id = before.id RETURNING before.quiet_until IS NOT NULL AS was_silent
    """
)

_SILENT = text(
    """
    WITH over AS (
        UPDATE conversations SET quiet_until = NULL FROM tickets
        WHERE conversations.quiet_until <= :now AND tickets.conversation = conversations.id
          AND tickets.status IN ('held', 'waiting')
        RETURNING conversations.id
    )
    UPDATE tickets SET last_at = now(),
        operator = CASE status WHEN 'held' THEN NULL ELSE operator END,
        status = CASE status WHEN 'held' THEN 'new' ELSE status END
    FROM over WHERE tickets.conversation = over.id AND tickets.closed_at IS NULL
    RETURNING tickets.id, tickets.conversation
    """
)

_FORGOTTEN = text(
    """
    UPDATE tickets SET status = 'closed', closed_at = now()
    FROM conversations WHERE conversations.id = tickets.conversation AND conversations.quiet_until IS NULL
      AND tickets.status = 'waiting' AND tickets.last_at < :before
    """
)
