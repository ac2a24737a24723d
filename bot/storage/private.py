"""Replies that must not be kept: encrypted until they are delivered, then blanked."""

from __future__ import annotations

import json
from typing import Any, Optional

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.messages import Reply
from bot.sealing import Seal
from bot.storage.tables import replies

ABOUT = "private replies"
"""What bot.sealing.Seal is told they are about."""

GONE = Reply("Phần này có thông tin riêng của bác, nên cháu không lưu lại.")
"""What is left of a private reply."""

_SEALED = "sealed"


class Bodies:
    """Replies as the column `body` of the table `replies` holds them."""

    def __init__(self, seal: Optional[Seal]) -> None:
        self._seal = seal

    def write(self, reply: Reply) -> dict[str, Any]:
        """The body of a reply. Raises ValueError for a private one when there is no key."""
        if not reply.private:
            return reply.to_json()
        if self._seal is None:
            raise ValueError("a private reply cannot be stored without a key")
        return {_SEALED: self._seal.close(json.dumps(reply.to_json()))}

    def read(self, body: dict[str, Any]) -> Reply:
        """The reply in a body; GONE when it was closed with a key that is no longer there."""
        if _SEALED not in body:
            return Reply.from_json(body)
        opened = self._seal.open(body[_SEALED]) if self._seal else None
        return Reply.from_json(json.loads(opened[0])) if opened else GONE


async def blank(engine: AsyncEngine, *which: ColumnElement[bool]) -> int:
    """Blanks the private ones among these replies; returns how many."""
    change = update(replies).where(replies.c.body.has_key(_SEALED), *which).values(body=GONE.to_json())
    async with engine.begin() as connection:
        return int((await connection.execute(change)).rowcount)
