"""Conversations and their turns: read before thinking, written once in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Optional

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.tickets import SILENCE
from bot.messages import IncomingMessage, Reply
from bot.sealing import Seal
from bot.settings import Settings, secret_key
from bot.storage.desk_tables import tickets
from bot.storage.private import ABOUT, GONE, Bodies, blank
from bot.storage.tables import conversations, replies, turns

State = dict[str, Any]

WEB_REPLIES = "web_replies"
"""The PostgreSQL notification that tells gateways: this conversation has new replies."""


class Status(str, Enum):
    """How a turn ended: the closed list that metrics are made from."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    LOST = "lost"
    APOLOGISED = "apologised"
    LEFT_TO_PEOPLE = "left_to_people"


@dataclass(frozen=True)
class Wish:
    """The citizen wants a person and agreed to what that means: why (asked, lost), and whether one is there now."""

    reason: str
    in_hours: bool = True


@dataclass(frozen=True)
class Outcome:
    """What the bot made of one message: its replies, the state after it, and what it understood."""

    replies: tuple[Reply, ...]
    state: State
    status: Status
    said: str
    band: Optional[str] = None
    intent: Optional[str] = None
    confidence: Optional[float] = None
    guide: Optional[str] = None
    step: Optional[str] = None
    forget: bool = False
    """Whether the citizen confirmed that all about them is to be deleted: then only this turn's replies are kept."""
    wish: Optional[Wish] = None


@dataclass(frozen=True)
class StoredReply:
    """A reply that has its row; `id` grows with time within a conversation."""

    id: int
    reply: Reply


@dataclass(frozen=True)
class Conversation:
    """One citizen on one platform as we left them.

    `last_at` is None before the first turn; until `quiet_until` a person answers instead of the bot; `ticket` is the
    stage of the help desk's open ticket, if there is one.
    """

    id: str
    state: State = field(default_factory=dict)
    last_at: Optional[datetime] = None
    quiet_until: Optional[datetime] = None
    ticket: Optional[str] = None

    @property
    def quiet(self) -> bool:
        """Whether the bot must not answer now."""
        return self.quiet_until is not None and datetime.now(timezone.utc) < self.quiet_until


class Turns:
    """The conversations in the database.

    `url` is its address, for those who listen for notices; private replies are stored closed with `seal`.
    """

    def __init__(self, engine: AsyncEngine, url: str = "", seal: Optional[Seal] = None) -> None:
        self._engine = engine
        self._bodies = Bodies(seal)
        self.url = url

    @property
    def engine(self) -> AsyncEngine:
        """For what connectors keep beside conversations."""
        return self._engine

    async def begin(self, message: IncomingMessage) -> tuple[Conversation, Optional[int]]:
        """The conversation as the last turn left it, and the turn that already answered this message, if any."""
        asked = {"conversation": message.conversation, "message": message.id}
        async with self._engine.connect() as connection:
            row = (await connection.execute(_BEGIN, asked)).first()
        if row is None:
            return Conversation(message.conversation), None
        return Conversation(message.conversation, row.state, row.last_at, row.quiet_until, row.ticket), row.turn

    async def record(self, message: IncomingMessage, outcome: Outcome) -> tuple[int, list[StoredReply]]:
        """Writes state, turn, replies and ticket together; returns the turn and its replies, which are to be sent.

        Raises DuplicateTurn, and writes nothing, when another worker answered this message in the meantime.
        """
        async with self._engine.begin() as connection:
            if outcome.forget:
                await connection.execute(delete(conversations).where(conversations.c.id == message.conversation))
            rows = (await connection.execute(_RECORD, _values(message, outcome, self._bodies))).all()
        if not rows:
            raise DuplicateTurn(message.id)
        stored = [StoredReply(row.id, outcome.replies[row.place]) for row in rows if row.id is not None]
        return rows[0].turn, stored

    async def unsent(self, turn: int) -> list[StoredReply]:
        """The replies of a turn that still have to go out, in order."""
        query = (
            select(replies.c.id, replies.c.body)
            .where(replies.c.turn == turn, replies.c.sent_at.is_(None), replies.c.failed.is_(None))
            .order_by(replies.c.place)
        )
        async with self._engine.connect() as connection:
            return [StoredReply(row.id, self._bodies.read(row.body)) for row in await connection.execute(query)]

    async def mark_sent(self, reply: int, blanked: bool = False) -> None:
        """The platform has taken this reply; `blanked`: what it said is not kept any longer."""
        change = _MARK_SENT_AND_BLANK if blanked else _MARK_SENT
        async with self._engine.begin() as connection:
            await connection.execute(change, {"reply": reply, "now": datetime.now(timezone.utc)})

    async def blank(self, conversation: str, last: int) -> None:
        """Takes what is private out of the replies up to `last`: they have been delivered."""
        await blank(self._engine, replies.c.conversation == conversation, replies.c.id <= last)

    async def mark_failed(self, turn: int, why: str) -> None:
        """The platform will never take what is left of this turn."""
        change = update(replies).where(replies.c.turn == turn, replies.c.sent_at.is_(None)).values(failed=why)
        async with self._engine.begin() as connection:
            await connection.execute(change)
        await blank(self._engine, replies.c.turn == turn)

    async def replies_after(self, conversation: str, last: int, most: int = 100) -> list[StoredReply]:
        """The replies of a conversation that came after reply `last`, oldest first."""
        query = (
            select(replies.c.id, replies.c.body)
            .where(replies.c.conversation == conversation, replies.c.id > last)
            .order_by(replies.c.id)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            return [StoredReply(row.id, self._bodies.read(row.body)) for row in await connection.execute(query)]

    async def notify(self, conversation: str) -> None:
        """Tells the gateways that this conversation has new replies."""
        async with self._engine.begin() as connection:
            await connection.execute(
                text("SELECT pg_notify(:channel, :what)"), {"channel": WEB_REPLIES, "what": conversation}
            )


def open_turns(settings: Settings, engine: AsyncEngine, url: str) -> Turns:
    """The conversations of an installation, with its key."""
    return Turns(engine, url, Seal(secret_key(settings), ABOUT))


class DuplicateTurn(Exception):
    """Another worker answered this message in the meantime; nothing was written."""


def _values(message: IncomingMessage, outcome: Outcome, bodies: Bodies) -> dict[str, Any]:
    return {
        "conversation": message.conversation,
        "message_id": message.id,
        "kind": message.kind.value,
        "said": outcome.said,
        "status": outcome.status.value,
        "band": outcome.band,
        "intent": outcome.intent,
        "confidence": outcome.confidence,
        "guide": outcome.guide,
        "step": outcome.step,
        "received_at": datetime.fromtimestamp(message.sent_at, timezone.utc),
        "now": datetime.now(timezone.utc),
        "state": json.dumps(outcome.state),
        "replies": json.dumps([bodies.write(reply) for reply in outcome.replies]),
        "wish": outcome.wish.reason if outcome.wish else None,
        "in_hours": outcome.wish is None or outcome.wish.in_hours,
        "province": outcome.state.get("province"),
        "silent_until": datetime.now(timezone.utc) + SILENCE,
    }


_BEGIN = (
    select(
        conversations.c.state,
        conversations.c.last_at,
        conversations.c.quiet_until,
        turns.c.id.label("turn"),
        tickets.c.status.label("ticket"),
    )
    .outerjoin(turns, (turns.c.conversation == conversations.c.id) & (turns.c.message_id == bindparam("message")))
    .outerjoin(tickets, (tickets.c.conversation == conversations.c.id) & tickets.c.closed_at.is_(None))
    .where(conversations.c.id == bindparam("conversation"))
)

_RECORD = text(
    """
    WITH turn AS (
        INSERT INTO turns (conversation, message_id, kind, said, status,
                           band, intent, confidence, guide, step, received_at)
        VALUES (:conversation, :message_id, :kind, :said, :status,
                :band, :intent, :confidence, :guide, :step, :received_at)
        ON CONFLICT ON CONSTRAINT turns_one_per_message DO NOTHING
        RETURNING id
    ), open_ticket AS (
        SELECT tickets.id, tickets.status = 'waiting' AND :kind <> 'from_desk'
                           AND coalesce(conversations.quiet_until > :now, false) AS calls
        FROM tickets JOIN conversations ON conversations.id = tickets.conversation
        WHERE tickets.conversation = :conversation AND tickets.closed_at IS NULL
    ), kept AS (
        INSERT INTO conversations (id, state, last_at)
        SELECT :conversation, CAST(:state AS jsonb), CAST(:now AS timestamptz) FROM turn
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, last_at = excluded.last_at,
            quiet_until = CASE WHEN EXISTS (SELECT FROM open_ticket WHERE calls)
                               THEN greatest(conversations.quiet_until, CAST(:silent_until AS timestamptz))
                               ELSE conversations.quiet_until END
    ), heard AS (
        UPDATE tickets SET last_at = :now,
            status = CASE WHEN open_ticket.calls THEN 'held' ELSE tickets.status END,
            question = CASE WHEN tickets.question = '' AND tickets.status = 'new' AND :kind = 'text'
                                 AND :said NOT LIKE '/go{%' THEN left(:said, 300) ELSE tickets.question END
        FROM turn, open_ticket WHERE tickets.id = open_ticket.id AND CAST(:wish AS text) IS NULL
    ), opened AS (
        INSERT INTO tickets (conversation, reason, in_hours, guide, province, question)
        SELECT :conversation, CAST(:wish AS text), :in_hours, :guide,
               (SELECT province FROM teams WHERE province = :province LIMIT 1),
               coalesce((SELECT left(said, 300) FROM turns WHERE conversation = :conversation AND band = 'lost'
                         AND CAST(:wish AS text) = 'lost' ORDER BY id DESC LIMIT 1), '')
        FROM turn WHERE CAST(:wish AS text) IS NOT NULL
        ON CONFLICT (conversation) WHERE closed_at IS NULL DO UPDATE SET last_at = :now,
            status = CASE WHEN tickets.status = 'waiting' THEN 'held' ELSE tickets.status END
    ), reply AS (
        INSERT INTO replies (conversation, turn, place, body)
        SELECT :conversation, turn.id, given.place - 1, given.body
        FROM turn, jsonb_array_elements(CAST(:replies AS jsonb)) WITH ORDINALITY AS given (body, place)
        ORDER BY given.place
        RETURNING id, place
    )
    SELECT turn.id AS turn, reply.id, reply.place FROM turn LEFT JOIN reply ON true ORDER BY reply.place
    """
)
"""One statement, so one round trip: three inserts made of expressions cost three times the processor.

A citizen who writes while the desk waits for them calls it back: the ticket is held again, and the bot is silent for
as long again. `heard` is that; `opened` a ticket they wished for in this turn.
"""

_MARK_SENT = text(
    """
    WITH hurried AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE replies SET sent_at = :now FROM hurried WHERE id = :reply
    """
)
"""Not waiting for the disk: were the server to lose this mark, the reply would only be sent again."""

_MARK_SENT_AND_BLANK = (
    update(replies).where(replies.c.id == bindparam("reply")).values(sent_at=bindparam("now"), body=GONE.to_json())
)
