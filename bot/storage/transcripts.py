"""The redacted conversation behind a ticket, as the operator may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.tickets import Ticket
from bot.messages import Kind, Reply
from bot.storage.tables import replies, turns

MOST_TURNS = 60
"""The newest turns of a conversation that are shown."""

BEFORE = timedelta(hours=24)
"""So much of the conversation before the ticket was opened is shown."""

CLOSED = Reply("[có thông tin riêng của bà con, không hiện ở đây]")
"""In the place of a reply whose body is not stored in the open."""

_NOT_WORDS = {
    Kind.PHOTO: "[ảnh]",
    Kind.VOICE: "[tin thoại]",
    Kind.STICKER: "[nhãn dán]",
    Kind.LOCATION: "[vị trí]",
    Kind.FILE: "[tệp]",
    Kind.OTHER: "[thứ khác]",
}


@dataclass(frozen=True)
class Said:
    """One thing said: by the citizen, the bot, or a person; `failed` says why it will never arrive."""

    by: str  # citizen, bot, person
    at: datetime
    words: str
    title: str = ""
    choices: tuple[str, ...] = ()
    sent: bool = True
    failed: str = ""
    message_id: str = ""


async def read_transcript(engine: AsyncEngine, ticket: Ticket, most: int = MOST_TURNS) -> list[Said]:
    """The newest turns that belong to a ticket, the oldest of them first.

    These are the ones the citizen agreed to show: from BEFORE it was opened until it was closed, not what they asked
    the bot at other times.
    """
    belongs = [turns.c.conversation == ticket.conversation, turns.c.answered_at > ticket.opened_at - BEFORE]
    if ticket.closed_at is not None:
        belongs.append(turns.c.received_at <= ticket.closed_at)
    newest = select(turns).where(*belongs).order_by(turns.c.id.desc()).limit(most).subquery()
    query = (
        select(newest, replies.c.body, replies.c.sent_at, replies.c.failed)
        .outerjoin(replies, replies.c.turn == newest.c.id)
        .order_by(newest.c.id, replies.c.place)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return _told(rows)


def _told(rows: list[Any]) -> list[Said]:
    labels: dict[str, str] = {}
    told: list[Said] = []
    before: Optional[int] = None
    for row in rows:
        person = row.kind == Kind.FROM_DESK.value
        if row.id != before and not person:
            told.append(Said("citizen", row.received_at, _words(row, labels)))
        before = row.id
        if row.body is None:
            continue
        reply = Reply.from_json(row.body) if "text" in row.body else CLOSED
        labels |= {button.payload: button.title for button in reply.buttons}
        who = "person" if person else "bot"
        choices = tuple(button.title for button in reply.buttons)
        sent, failed = row.sent_at is not None, row.failed or ""
        message_id = row.message_id if person else ""
        told.append(Said(who, row.answered_at, reply.text, reply.title or "", choices, sent, failed, message_id))
    return told


def _words(row: Any, labels: dict[str, str]) -> str:
    """What the citizen said; of a button its label, as it was shown to them."""
    said: str = row.said
    if said.startswith("/go{"):
        return labels.get(said) or _NOT_WORDS.get(Kind(row.kind), "[bấm một nút]")
    return said or _NOT_WORDS.get(Kind(row.kind), "")
