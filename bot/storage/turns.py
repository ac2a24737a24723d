"""Conversations and their turns: read before thinking, written once in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Optional

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.messages import IncomingMessage, Reply
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


@dataclass(frozen=True)
class StoredReply:
    """A reply that has its row; `id` grows with time within a conversation."""

    id: int
    reply: Reply


@dataclass(frozen=True)
class Conversation:
    """One citizen on one platform as we left them.

    `last_at` is None before the first turn; until `quiet_until` a person answers instead of the bot.
    """

    id: str
    state: State = field(default_factory=dict)
    last_at: Optional[datetime] = None
    quiet_until: Optional[datetime] = None

    @property
    def quiet(self) -> bool:
        """Whether the bot must not answer now."""
        return self.quiet_until is not None and datetime.now(timezone.utc) < self.quiet_until


class Turns:
    """The conversations in the database; `url` is its address, for those who listen for notices."""

    def __init__(self, engine: AsyncEngine, url: str = "") -> None:
        self._engine = engine
        self.url = url

    @property
    def engine(self) -> AsyncEngine:
        """For what connectors keep beside conversations."""
        return self._engine

    async def begin(self, message: IncomingMessage) -> tuple[Conversation, Optional[int]]:
        """The conversation as the last turn left it, and the turn that already answered this message, if any."""
        kept = (conversations.c.state, conversations.c.last_at, conversations.c.quiet_until)
        same = (turns.c.conversation == conversations.c.id) & (turns.c.message_id == message.id)
        query = select(*kept, turns.c.id.label("turn")).select_from(conversations.outerjoin(turns, same))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query.where(conversations.c.id == message.conversation))).first()
        if row is None:
            return Conversation(message.conversation), None
        return Conversation(message.conversation, row.state, row.last_at, row.quiet_until), row.turn

    async def record(self, message: IncomingMessage, outcome: Outcome) -> tuple[int, list[StoredReply]]:
        """Writes state, turn and replies together; returns the turn and its replies, which are to be sent.

        Raises DuplicateTurn, and writes nothing, when another worker answered this message in the meantime.
        """
        async with self._engine.begin() as connection:
            await _save_state(connection, message.conversation, outcome.state)
            turn = await _insert_turn(connection, message, outcome)
            if turn is None:
                raise DuplicateTurn(message.id)
            if not outcome.replies:
                return turn, []
            rows = [
                {"conversation": message.conversation, "turn": turn, "place": place, "body": reply.to_json()}
                for place, reply in enumerate(outcome.replies)
            ]
            ids = (await connection.execute(insert(replies).values(rows).returning(replies.c.id))).scalars().all()
            return turn, [StoredReply(*pair) for pair in zip(sorted(ids), outcome.replies, strict=True)]

    async def unsent(self, turn: int) -> list[StoredReply]:
        """The replies of a turn that still have to go out, in order."""
        query = (
            select(replies.c.id, replies.c.body)
            .where(replies.c.turn == turn, replies.c.sent_at.is_(None), replies.c.failed.is_(None))
            .order_by(replies.c.place)
        )
        async with self._engine.connect() as connection:
            return [StoredReply(row.id, Reply.from_json(row.body)) for row in await connection.execute(query)]

    async def mark_sent(self, reply: int) -> None:
        """The platform has taken this reply."""
        change = update(replies).where(replies.c.id == reply).values(sent_at=datetime.now(timezone.utc))
        async with self._engine.begin() as connection:
            # Not waiting for the disk: were the server to lose this mark, the reply would only be sent again.
            await connection.execute(text("SET LOCAL synchronous_commit TO off"))
            await connection.execute(change)

    async def mark_failed(self, turn: int, why: str) -> None:
        """The platform will never take what is left of this turn."""
        change = update(replies).where(replies.c.turn == turn, replies.c.sent_at.is_(None)).values(failed=why)
        async with self._engine.begin() as connection:
            await connection.execute(change)

    async def replies_after(self, conversation: str, last: int, most: int = 100) -> list[StoredReply]:
        """The replies of a conversation that came after reply `last`, oldest first."""
        query = (
            select(replies.c.id, replies.c.body)
            .where(replies.c.conversation == conversation, replies.c.id > last)
            .order_by(replies.c.id)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            return [StoredReply(row.id, Reply.from_json(row.body)) for row in await connection.execute(query)]

    async def notify(self, conversation: str) -> None:
        """Tells the gateways that this conversation has new replies."""
        async with self._engine.begin() as connection:
            await connection.execute(
                text("SELECT pg_notify(:channel, :what)"), {"channel": WEB_REPLIES, "what": conversation}
            )


class DuplicateTurn(Exception):
    """Another worker answered this message in the meantime; nothing was written."""


async def _save_state(connection: AsyncConnection, conversation: str, state: State) -> None:
    now = datetime.now(timezone.utc)
    change = insert(conversations).values(id=conversation, state=state, last_at=now)
    await connection.execute(change.on_conflict_do_update(index_elements=["id"], set_={"state": state, "last_at": now}))


async def _insert_turn(connection: AsyncConnection, message: IncomingMessage, outcome: Outcome) -> Optional[int]:
    received = datetime.fromtimestamp(message.sent_at, timezone.utc)
    change = insert(turns).values(
        conversation=message.conversation,
        message_id=message.id,
        kind=message.kind.value,
        said=outcome.said,
        status=outcome.status.value,
        band=outcome.band,
        intent=outcome.intent,
        confidence=outcome.confidence,
        guide=outcome.guide,
        step=outcome.step,
        received_at=received,
    )
    kept = change.on_conflict_do_nothing(constraint="turns_one_per_message").returning(turns.c.id)
    turn: Optional[int] = (await connection.execute(kept)).scalar()
    return turn
