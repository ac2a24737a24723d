"""What a citizen was asked for and gave: an account number opened, a photo fetched and read; for one turn only."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.admission import Admission
from bot.connector import Connector
from bot.errors import CannotReach
from bot.messages import IncomingMessage, Kind
from bot.qr.checking import answer_photo
from bot.storage.asked import PHOTO
from bot.storage.turns import Conversation

log = structlog.get_logger(__name__)

NOT_FETCHED = "Cháu chưa tải được ảnh bác gửi. Bác gửi lại giúp cháu một tấm ảnh chụp mã QR ạ."


class Given:
    """Makes messages whole again, in the worker."""

    def __init__(self, admission: Admission, connectors: dict[str, Connector]) -> None:
        self._admission = admission
        self._connectors = connectors
        self._one = asyncio.Semaphore(1)

    async def __call__(self, message: IncomingMessage, conversation: Conversation) -> IncomingMessage:
        """With `given` in the clear; a photo's is what to say about it. Raises SendLater."""
        message = self._admission.open(message)
        if message.kind is not Kind.PHOTO or not message.given:
            return message
        waits = (conversation.state.get("making") or {}).get("waits")
        return replace(message, given=await self._photo(message) if waits == PHOTO else "")

    async def _photo(self, message: IncomingMessage) -> str:
        connector = self._connectors[message.connector]
        try:
            photo = await connector.photo(message.given)
        except CannotReach as error:
            log.info("a photo was not handed over", connector=connector.name, why=str(error))
            return NOT_FETCHED
        if photo is None:
            return message.given
        async with self._one:  # reading takes a core for up to some seconds
            return await asyncio.to_thread(answer_photo, photo)
