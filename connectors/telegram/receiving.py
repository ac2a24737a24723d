"""Messages in: the webhook registered, or long polling without a public address; retried until Telegram is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Optional

import structlog
from telegram import BotCommand, Update

from bot.commands import COMMANDS
from connectors.telegram.client import Client
from connectors.telegram.reading import READ
from connectors.telegram.waiting import Backoff

log = structlog.get_logger(__name__)

CONNECTIONS = 40
"""Webhook calls that Telegram may make at the same time."""

VIETNAMESE = "vi"

Take = Callable[[Update], Awaitable[None]]


async def register_webhook(client: Client, url: str, secret: str) -> None:
    """Has updates sent to `url`, with the secret in their header."""

    async def register() -> None:
        await client.bot.set_webhook(url, secret_token=secret, allowed_updates=READ, max_connections=CONNECTIONS)

    await _until_done(client, "webhook not registered yet", register)
    log.info("webhook registered", url=url)


async def publish_commands(client: Client) -> None:
    """Shows our commands in the app's menu, for Vietnamese phones and for all others."""
    commands = [BotCommand(name, description) for name, description in COMMANDS]

    async def publish() -> None:
        await client.bot.set_my_commands(commands)
        await client.bot.set_my_commands(commands, language_code=VIETNAMESE)

    await _until_done(client, "commands not published yet", publish)


async def learn_name(client: Client) -> str:
    """The bot's name without @, as its links have it."""
    names: list[str] = []

    async def learn() -> None:
        names.append((await client.bot.get_me()).username or "")

    await _until_done(client, "name not known yet", learn)
    return names[0]


class Polling:
    """Asks Telegram for updates, over and over. An update is confirmed only after it has been taken in."""

    def __init__(self, client: Client, take: Take) -> None:
        self._client = client
        self._take = take
        self._offset: Optional[int] = None
        self._in_hand: Optional[asyncio.Task[None]] = None

    async def run(self) -> None:
        """Until cancelled; what is in hand then is left to `finish`."""
        await _until_done(self._client, "webhook not removed yet", self._client.bot.delete_webhook)
        backoff = Backoff(self._client.waits)
        while True:
            try:
                await self._round()
                backoff.reset()
            except Exception as error:  # Telegram or our database is away: updates wait at Telegram, up to 24 hours
                self._client.complain("updates not taken in, trying again", error)
                await asyncio.sleep(backoff.after(error))

    async def finish(self) -> None:
        """Waits for the update in hand. One that fails was not confirmed: Telegram gives it again."""
        if self._in_hand is not None:
            await asyncio.gather(self._in_hand, return_exceptions=True)

    async def _round(self) -> None:
        for update in await self._client.bot.get_updates(
            offset=self._offset, timeout=self._client.waits.poll, allowed_updates=READ
        ):
            self._in_hand = asyncio.ensure_future(self._take(update))
            await asyncio.shield(self._in_hand)
            self._offset = update.update_id + 1


async def _until_done(client: Client, failed: str, call: Callable[[], Awaitable[object]]) -> None:
    backoff = Backoff(client.waits)
    while True:
        try:
            await call()
        except Exception as error:  # Telegram is away, or answers strangely: nothing here may end the gateway
            client.complain(failed, error)
            await asyncio.sleep(backoff.after(error))
        else:
            return
