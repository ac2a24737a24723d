"""What a conversation has just asked its citizen for, beside words: looked up for the few messages that may be it."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import conversations
from bot.undisturbed import Undisturbed

log = structlog.get_logger(__name__)

ACCOUNT, PHOTO = "account", "photo"
"""What the slot `making` says is waited for."""

PATIENCE = 0.5
"""Seconds. Without an answer nothing counts as asked for: then the citizen is asked again."""


class Asked:
    """Looks into the database, which may be away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._work = Undisturbed()

    async def of(self, conversation: str) -> frozenset[str]:
        """What is waited for: ACCOUNT, PHOTO, or nothing."""
        try:
            waited = await asyncio.wait_for(self._work.run(self._look(conversation)), PATIENCE)
        except (SQLAlchemyError, OSError, asyncio.TimeoutError) as error:
            log.warning("not known what was asked for", error=type(error).__name__)
            return frozenset()
        return frozenset(what for what in (ACCOUNT, PHOTO) if what == waited)

    async def finish(self) -> None:
        """Waits for looks that took too long."""
        await self._work.finish()

    async def _look(self, conversation: str) -> object:
        query = select(conversations.c.state["making"]["waits"].astext).where(conversations.c.id == conversation)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar()
