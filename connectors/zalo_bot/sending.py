"""Replies out: a text, or a picture with a caption."""

from __future__ import annotations

from typing import Optional

import structlog

from bot.errors import SendError
from bot.messages import Payment, Reply
from bot.qr import cards
from bot.qr.cards import Addresses
from bot.storage.alarms import Alarm
from connectors.packing import pack
from connectors.zalo_bot.addresses import chat_of
from connectors.zalo_bot.client import Client
from connectors.zalo_bot.errors import ADVICE, NEVER, ApiError, send_error
from connectors.zalo_bot.layout import LIMITS
from connectors.zalo_bot.waiting import Waits

log = structlog.get_logger(__name__)


TO_PRINT = "Tờ in khổ A6, xem được trong 1 giờ:"

NO_PICTURE = "Ở đây cháu chưa gửi được ảnh mã. Bác tạo mã trong ứng dụng ngân hàng, mục mã QR nhận tiền, giúp cháu ạ."
"""When the platform cannot fetch a picture from us."""


class Sender:
    """Sends replies to chats whose citizens wrote first."""

    def __init__(self, client: Client, alarm: Alarm, waits: Waits, codes: Optional[Addresses] = None) -> None:
        self._codes = codes
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
        if message.payment is not None:
            message = self._drawn(message.payment)
        if message.picture and await self._sent_with_picture(chat, message):
            return
        if message.text:
            await self._client.call("sendMessage", {"chat_id": chat, "text": message.text})

    def _drawn(self, payment: Payment) -> Reply:
        """The code as a picture at an address of ours, for Zalo takes no upload; without a public address, words."""
        if self._codes is None:
            return Reply(NO_PICTURE)
        sheet = self._codes.of(payment, cards.SHEET)
        return Reply(f"{cards.CAPTION}. {TO_PRINT}\n{sheet}", picture=self._codes.of(payment, cards.PICTURE))

    async def _sent_with_picture(self, chat: str, message: Reply) -> bool:
        """False when the words must go without the picture."""
        photo = {"chat_id": chat, "photo": message.picture, **({"caption": message.text} if message.text else {})}
        try:
            await self._client.call("sendPhoto", photo)
        except ApiError as error:
            if error.code not in NEVER:
                raise
            log.warning("picture left out", error=str(error))
            return False
        return True

    async def _problem(self, error: ApiError) -> SendError:
        """The error of ours; what a person has to do about it is raised as an alarm."""
        if error.code in ADVICE:
            await self._alarm.raise_(ADVICE[error.code])
        return send_error(error, self._waits)
