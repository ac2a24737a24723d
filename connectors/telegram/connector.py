"""The connector: one citizen is one private chat, `telegram:<chat id>`."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Optional

from aiohttp import web
from telegram import Update

from bot.connector import Receive
from bot.errors import Unauthentic
from bot.messages import IncomingMessage, Reply
from bot.settings import Settings
from connectors.telegram.acknowledging import Acknowledgements
from connectors.telegram.client import Client
from connectors.telegram.reading import NAME, parse_body, parse_update, read_update
from connectors.telegram.receiving import Polling, learn_name, publish_commands, register_webhook
from connectors.telegram.sending import Sender
from connectors.telegram.waiting import Waits

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Telegram:
    """Telegram by its Bot API."""

    name: str = NAME
    app: str = "Telegram"
    webhook: Optional[str] = NAME
    answer_within: Optional[float] = None
    fetched: bool = False

    def __init__(self, settings: Settings, waits: Optional[Waits] = None) -> None:
        self._secret = webhook_secret(settings)
        self._url = f"{settings.public_url}/webhooks/{self.webhook}" if settings.public_url else ""
        self._client = Client(settings, waits or Waits())
        self._acknowledgements = Acknowledgements(self._client)
        self._sender = Sender(self._client)
        self._username = ""
        self._polling: Optional[Polling] = None
        self._background: list[asyncio.Task[None]] = []

    async def start(self, receive: Optional[Receive]) -> None:
        """Gets ready to send; with `receive` registers the webhook or polls, in the background and until it works."""
        await self._client.open()
        if receive is None:
            return
        if self._url:
            taking_in = register_webhook(self._client, self._url, self._secret)
        else:
            self._polling = Polling(self._client, partial(self._take, receive))
            taking_in = self._polling.run()
        works = (taking_in, publish_commands(self._client), self._learn_name())
        self._background = [asyncio.create_task(work) for work in works]

    async def stop(self) -> None:
        """Ends polling, finishes the message in hand and the acknowledgements under way, closes the connections."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._polling is not None:
            await self._polling.finish()
        await self._acknowledgements.finish()
        await self._client.close()

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """The message of one webhook call. Raises Unauthentic without the secret, Malformed when it is not JSON."""
        given = headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            raise Unauthentic("the webhook's secret is missing or wrong")
        update = parse_update(parse_body(body))
        return [] if update is None else self._messages(update)

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Stops a tapped button's spinner, shows "typing" for other messages; returns at once."""
        self._acknowledgements.begin(messages)

    async def photo(self, given: str) -> Optional[bytes]:
        """The photo with this file id. Raises SendLater, CannotReach."""
        return await self._client.photo(given)

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        """As they are: Telegram does not count messages."""
        return list(replies)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply. Raises SendLater when Telegram may take it later, CannotReach when it never will."""
        await self._sender.send(conversation, conversation.partition(":")[2], reply)

    def invitation(self, guide: str) -> Optional[str]:
        """A deep link: Telegram sends `/start <guide>` when the citizen taps Start."""
        return f"https://t.me/{self._username}?start={guide}" if self._username else None

    def routes(self) -> list[web.RouteDef]:
        """None beside the webhook."""
        return []

    def alarms(self) -> list[str]:
        """None: what goes wrong with Telegram is in the log."""
        return []

    def _messages(self, update: Update) -> list[IncomingMessage]:
        message = read_update(update, time.time())
        if message is None:
            return []
        self._acknowledgements.expect(message, update)
        return [message]

    async def _learn_name(self) -> None:
        self._username = await learn_name(self._client)

    async def _take(self, receive: Receive, update: Update) -> None:
        messages = self._messages(update)
        if messages:
            await receive(messages)
            await self.acknowledge(messages)


def webhook_secret(settings: Settings) -> str:
    """TELEGRAM_WEBHOOK_SECRET, or one made from the token: the same in every gateway, unknown to everybody else."""
    made = hmac.new(settings.telegram_bot_token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()
    return settings.telegram_webhook_secret or made
