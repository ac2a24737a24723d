"""Deletes what has been kept for long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.retention import Kept
from bot.storage.private import blank
from bot.storage.tables import conversations, replies, turns, unanswered
from bot.storage.tallies import tally

FETCHED_WITHIN = timedelta(minutes=10)
"""A private reply that citizens fetch by themselves is blanked then, whether they fetched it or not."""

NOT_UNDERSTOOD = ("lost", "unsure")


@dataclass(frozen=True)
class Deleted:
    """How much was deleted: conversations, questions, and what was private in replies."""

    conversations: int = 0
    questions: int = 0
    private: int = 0


async def delete_old(engine: AsyncEngine, kept: Kept, now: datetime) -> Deleted:
    """Deletes conversations and questions older than `kept` allows at `now`, and blanks private replies.

    Of a conversation's questions that were not understood the redacted words stay, with a day and nothing else: how
    long is counted from that day. Of all else only numbers stay.
    """
    old = now - timedelta(days=kept.conversation_days)
    too_old = (now - timedelta(days=kept.unanswered_days)).date()
    async with engine.begin() as connection:
        gone = select(conversations.c.id).where(conversations.c.last_at < old).with_for_update()
        ids = [row.id for row in await connection.execute(gone)]
        questions = select(
            turns.c.said, turns.c.band, turns.c.intent, turns.c.confidence, func.date(turns.c.received_at)
        ).where(turns.c.conversation.in_(ids), turns.c.kind == "text", turns.c.band.in_(NOT_UNDERSTOOD))
        names = ["said", "band", "intent", "confidence", "asked_on"]
        await connection.execute(insert(unanswered).from_select(names, questions))
        await tally(connection, ids)
        await connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
        deleted = await connection.execute(delete(unanswered).where(unanswered.c.asked_on < too_old))
    private = await blank(engine, replies.c.sent_at < now - FETCHED_WITHIN)
    return Deleted(len(ids), int(deleted.rowcount), private)
