"""Replies out: a text, or a picture with a caption."""

from __future__ import annotations

import structlog

from bot.errors import SendError
from bot.messages import Reply
from bot.storage.alarms import Alarm
from connectors.packing import pack
from connectors.zalo_bot.addresses import chat_of
from connectors.zalo_bot.client import Client
from connectors.zalo_bot.errors import ADVICE, NEVER, ApiError, send_error
from connectors.zalo_bot.layout import LIMITS
from connectors.zalo_bot.waiting import Waits

log = structlog.get_logger(__name__)


class Sender:
    """Sends replies to chats whose citizens wrote first."""

    def __init__(self, client: Client, alarm: Alarm, waits: Waits) -> None:
        self._client = client
        self._alarm = alarm
        self._waits = waits

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply, in one message when it was packed. Raises SendLater, CannotReach."""
        for message in pack([reply], LIMITS):
            try:
                await self._send(chat_of(conversation), message)
            except ApiError as error:
                raise await self._problem(error) from error
        await self._alarm.settle()

    async def _send(self, chat: str, message: Reply) -> None:
        if message.picture and await self._sent_with_picture(chat, message):
            return
        if message.text:
            await self._client.call("sendMessage", {"chat_id": chat, "text": message.text})

    async def _sent_with_picture(self, chat: str, message: Reply) -> bool:
        """False when the words must go without the picture."""
        photo = {"chat_id": chat, "photo": message.picture, **({"caption": message.text} if message.text else {})}
        try:
            await self._client.call("sendPhoto", photo)
        except ApiError as error:
            if error.code not in NEVER:
                raise
            log.warning("picture left out", picture=message.picture, error=str(error))
            return False
        return True

    async def _problem(self, error: ApiError) -> SendError:
        """The error of ours; what a person has to do about it is raised as an alarm."""
        if error.code in ADVICE:
            await self._alarm.raise_(ADVICE[error.code])
        return send_error(error, self._waits)
