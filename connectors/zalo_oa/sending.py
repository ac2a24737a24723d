"""Replies out, with plainer forms of a message when Zalo does not take the better one."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import structlog

from bot.errors import CannotReach, SendError
from bot.messages import Button, Payment, Reply
from bot.metrics import ZALO_CHARGED, ZALO_QUOTA
from bot.qr import cards
from bot.qr.cards import Addresses
from bot.storage import people
from bot.storage.alarms import Alarm
from bot.storage.turns import Turns
from connectors.packing import pack
from connectors.zalo_oa.addresses import recipient
from connectors.zalo_oa.client import Client
from connectors.zalo_oa.errors import ADVICE, ATTACHMENT_EXPIRED, NOT_UNDERSTOOD, OUR_FAULT, ApiError, send_error
from connectors.zalo_oa.layout import LIMITS, WITHOUT_BUTTONS, picture_message, text_message
from connectors.zalo_oa.pictures import NoPicture, Pictures
from connectors.zalo_oa.waiting import Waits

log = structlog.get_logger(__name__)

WINDOW = timedelta(days=7)
"""After the citizen's last message. In its first 48 hours answers are free; after that they use the account's quota."""


TO_PRINT = "Bác cần dán ở quầy thì mở tờ in khổ A6 này, xem được trong 1 giờ."
SHEET = "Mở tờ in (PDF)"


class Sender:
    """Sends replies to the account's citizens."""

    def __init__(
        self,
        client: Client,
        pictures: Pictures,
        turns: Turns,
        alarm: Alarm,
        waits: Waits,
        codes: Optional[Addresses] = None,
    ) -> None:
        self._codes = codes
        self._client = client
        self._pictures = pictures
        self._turns = turns
        self._alarm = alarm
        self._waits = waits

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply, in one message when it was packed. Raises SendLater, CannotReach."""
        heard = await people.last_heard(self._turns.engine, conversation)
        if heard is not None and datetime.now(timezone.utc) - heard > WINDOW:
            raise CannotReach("the citizen has not written for 7 days")
        for message in pack([reply], LIMITS):
            try:
                await self._send(recipient(conversation), message)
            except ApiError as error:
                raise await self._problem(error) from error
        await self._alarm.settle()

    async def _send(self, to: dict[str, str], reply: Reply) -> None:
        if reply.payment is not None:
            await self._send_code(to, reply.payment)
            return
        if reply.picture and await self._sent_with_picture(to, reply):
            return
        if not reply.text:
            return
        try:
            await self._call(to, text_message(reply))
        except ApiError as error:
            if not reply.buttons or error.code not in NOT_UNDERSTOOD:
                raise
            log.warning("Zalo does not take our buttons: sent as numbers", code=error.code)
            for plain in pack([reply], WITHOUT_BUTTONS):
                await self._call(to, text_message(plain))

    async def _send_code(self, to: dict[str, str], payment: Payment) -> None:
        """The code, drawn just now and uploaded for this one message; then where its sheet is."""
        drawn = await asyncio.to_thread(cards.picture, payment)
        attachment = await self._client.upload(drawn, cards.PICTURE, "image/png")
        await self._call(to, picture_message(Reply(cards.CAPTION), attachment))
        if self._codes is not None:
            opened = Button(SHEET, self._codes.of(payment, cards.SHEET))
            await self._call(to, text_message(Reply(TO_PRINT, buttons=(opened,))))

    async def _sent_with_picture(self, to: dict[str, str], reply: Reply) -> bool:
        """False when the words must go without the picture."""
        url = reply.picture or ""
        try:
            try:
                await self._call(to, picture_message(reply, await self._pictures.attachment(url)))
            except ApiError as error:
                if error.code != ATTACHMENT_EXPIRED:
                    raise
                await self._pictures.forget(url)
                await self._call(to, picture_message(reply, await self._pictures.attachment(url)))
        except NoPicture as error:
            log.warning("picture left out", picture=url, error=str(error))
            return False
        except ApiError as error:
            if error.code not in OUR_FAULT:
                raise
            log.warning("picture left out", picture=url, error=str(error))
            return False
        return True

    async def _call(self, to: dict[str, str], message: dict[str, Any]) -> None:
        _count((await self._client.send(to, message)).get("quota"))

    async def _problem(self, error: ApiError) -> SendError:
        """The error of ours; what a person has to do about it is raised as an alarm."""
        if error.code in ADVICE:
            await self._alarm.raise_(f"{error}. To do: {ADVICE[error.code]}")
        if error.code in OUR_FAULT:
            log.error("Zalo does not take what we send", error=str(error))
        return send_error(error, self._waits)


def _count(quota: Any) -> None:
    """A message without a quota was charged; `reply` is what is free within 48 hours, and without numbers."""
    if not isinstance(quota, dict):
        ZALO_CHARGED.inc()
        return
    kind = str(quota.get("quota_type", "unknown"))
    for name in ("remain", "total"):
        try:
            ZALO_QUOTA.labels(kind, name).set(float(quota[name]))
        except (KeyError, TypeError, ValueError):
            continue
