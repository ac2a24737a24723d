"""What a conversation has just asked its citizen for, beside words: looked up for the few messages that may be it."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import conversations

log = structlog.get_logger(__name__)

ACCOUNT, PHOTO = "account", "photo"
"""What the slot `making` says is waited for."""

PATIENCE = 0.5
"""Seconds. Without an answer nothing counts as asked for: then the citizen is asked again."""


async def asked_of(engine: AsyncEngine, conversation: str) -> frozenset[str]:
    """What is waited for: ACCOUNT, PHOTO, or nothing."""
    try:
        waited = await asyncio.wait_for(_look(engine, conversation), PATIENCE)
    except (SQLAlchemyError, OSError, asyncio.TimeoutError) as error:
        log.warning("not known what was asked for", error=type(error).__name__)
        return frozenset()
    return frozenset(what for what in (ACCOUNT, PHOTO) if what == waited)


async def _look(engine: AsyncEngine, conversation: str) -> object:
    query = select(conversations.c.state["making"]["waits"].astext).where(conversations.c.id == conversation)
    async with engine.connect() as connection:
        return (await connection.execute(query)).scalar()
