"""The library's Bot with our time limits, and its errors told without the token."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.errors import CannotReach, SendError
from bot.settings import Settings
from connectors.telegram import errors
from connectors.telegram.request import PollingRequest, Request
from connectors.telegram.waiting import Waits

log = structlog.get_logger(__name__)

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes; bot.qr opens no larger ones."""


class Client:
    """The connection to Telegram: `bot` is usable between `open` and `close`."""

    def __init__(self, settings: Settings, waits: Waits) -> None:
        self.waits = waits
        self._token = settings.telegram_bot_token
        self._requests = (Request(waits.answer), PollingRequest(waits.answer))
        self.bot = Bot(
            self._token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def open(self) -> None:
        """Makes ready to call. Calls nothing: a platform that is down must not keep us from starting."""
        await asyncio.gather(*(request.initialize() for request in self._requests))

    async def close(self) -> None:
        """Closes the connections."""
        await asyncio.gather(*(request.shutdown() for request in self._requests))

    async def photo(self, file_id: str) -> bytes:
        """The photo with this id, of at most LARGEST_PHOTO bytes. Raises SendLater, CannotReach."""
        try:
            file = await self.bot.get_file(file_id)
            if (file.file_size or 0) > LARGEST_PHOTO:
                raise CannotReach("the photo is too large")
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise self.send_error(error) from None

    def send_error(self, error: TelegramError) -> SendError:
        """The error of ours that `error` means for a reply; what a person has to do about it is logged."""
        if errors.advice(error):
            self.complain("reply not sent", error)
        return errors.send_error(error, self._token, self.waits.wrong_token)

    def complain(self, what: str, error: Exception) -> None:
        """Logs what did not work, and what a person has to do about it."""
        advice = errors.advice(error)
        if advice:
            log.error(advice, what=what)
        else:
            log.warning(what, error=errors.describe(error, self._token))
