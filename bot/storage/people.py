"""What people decide about a conversation: that a person answers in it, or that it is deleted."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import HAPPENED
from bot.storage.tables import conversations, turns

ALWAYS = datetime(9999, 12, 31, tzinfo=timezone.utc)
"""Until somebody releases the conversation."""


async def silence(engine: AsyncEngine, conversation: str, until: datetime = ALWAYS) -> None:
    """The bot keeps quiet in this conversation, known or not yet, until `until` or until it is released."""
    change = insert(conversations).values(id=conversation, quiet_until=until)
    async with engine.begin() as connection:
        await connection.execute(
            change.on_conflict_do_update(index_elements=["id"], set_={"quiet_until": change.excluded.quiet_until})
        )


async def release(engine: AsyncEngine, conversation: str) -> None:
    """The bot answers again."""
    change = update(conversations).where(conversations.c.id == conversation).values(quiet_until=None)
    async with engine.begin() as connection:
        await connection.execute(change)


async def forget(engine: AsyncEngine, conversation: str, asked_at: datetime) -> bool:
    """Deletes a conversation with its turns and replies; whether there was one.

    One that began after `asked_at` stays: then the wish is an old one, delivered again.
    """
    change = delete(conversations).where(conversations.c.id == conversation, conversations.c.started_at <= asked_at)
    async with engine.begin() as connection:
        return bool((await connection.execute(change)).rowcount)


async def is_known(engine: AsyncEngine, conversation: str) -> bool:
    """Whether there is such a conversation, and it was not deleted."""
    async with engine.connect() as connection:
        query = select(conversations.c.id).where(conversations.c.id == conversation)
        return (await connection.execute(query)).first() is not None


async def tell_desk(engine: AsyncEngine, conversation: str) -> None:
    """Tells the desk's open pages that something changed in this conversation: words arrived, or never will."""
    async with engine.begin() as connection:
        await connection.execute(_TELL_DESK, {"conversation": conversation})


async def last_heard(engine: AsyncEngine, conversation: str) -> Optional[datetime]:
    """When the citizen last wrote; None when they never did."""
    happened = [kind.value for kind in HAPPENED]
    query = select(func.max(turns.c.received_at)).where(
        turns.c.conversation == conversation, turns.c.kind.notin_(happened)
    )
    async with engine.connect() as connection:
        found: Optional[datetime] = (await connection.execute(query)).scalar()
    return found


_TELL_DESK = text(
    "SELECT pg_notify('desk', id::text) FROM tickets WHERE conversation = :conversation ORDER BY id DESC LIMIT 1"
)
