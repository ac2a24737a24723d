"""Tells Telegram's app that a message arrived: stops a button's spinner, shows "typing"."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.messages import IncomingMessage, Kind
from connectors.telegram.client import Client

PATIENCE = 5.0
"""Seconds for an answer: later, nobody looks at the spinner any more."""

MOST = 10_000
"""Taps remembered between being read and being acknowledged; the oldest goes first."""


class Acknowledgements:
    """Sent in the background: nobody waits for them, and an error is only logged."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._taps: OrderedDict[str, str] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def expect(self, message: IncomingMessage, update: Update) -> None:
        """Remembers the id by which a tap is acknowledged: messages have no place for it."""
        if update.callback_query is None:
            return
        self._taps[message.id] = update.callback_query.id
        if len(self._taps) > MOST:
            self._taps.popitem(last=False)

    def begin(self, messages: list[IncomingMessage]) -> None:
        """Starts acknowledging, and returns at once."""
        for message in messages:
            task = asyncio.create_task(self._acknowledge(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Waits for those under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _acknowledge(self, message: IncomingMessage) -> None:
        bot = self._client.bot
        try:
            if message.kind is not Kind.BUTTON:
                await bot.send_chat_action(message.address, ChatAction.TYPING, read_timeout=PATIENCE)
            elif (tap := self._taps.pop(message.id, None)) is not None:
                await bot.answer_callback_query(tap, read_timeout=PATIENCE)
        except TelegramError as error:
            self._client.complain("not acknowledged", error)
