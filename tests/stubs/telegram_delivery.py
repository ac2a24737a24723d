"""How Telegram hands updates over: posted to the webhook and repeated until a 2xx, or kept for getUpdates."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Optional

import aiohttp
from telegram.constants import PollingLimit, WebhookLimit

from tests.stubs import telegram_checks as checks
from tests.stubs.telegram_checks import Parameters, Refused
from tests.stubs.telegram_updates import Update

REPLY_AWAITED = 60.0
"""Seconds that Telegram waits for a webhook's answer."""

LONGEST_RETRY = 60.0
"""Seconds between two tries, at most (60-120 at Telegram)."""

LONGEST_POLL = 50


class Undelivered(AssertionError):
    """The webhook took an update in none of the tries."""


@dataclass(frozen=True)
class Webhook:
    """What setWebhook registered."""

    url: str
    secret: str
    max_connections: int


class Delivery:
    """Updates on their way to the bot. `second` is how long Telegram's second takes here between retries."""

    def __init__(self, second: float, patience: float) -> None:
        self.webhook: Optional[Webhook] = None
        self.allowed: list[str] = []
        self.pending: list[Update] = []
        self.statuses: list[int] = []
        """Of each webhook call, in order; 0 when there was no answer."""
        self._second, self._patience = second, patience
        self._session: Optional[aiohttp.ClientSession] = None
        self._locks: dict[tuple[str, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._places = asyncio.Semaphore(1)
        self._news = asyncio.Event()
        self._poller: object = None
        self._set_at = 0.0
        self._flushing: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Ready to post."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REPLY_AWAITED))

    async def close(self) -> None:
        """Drops what is under way."""
        for task in self._flushing:
            task.cancel()
        await asyncio.gather(*self._flushing, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def deliver(self, update: Update) -> None:
        """Returns when the webhook has taken the update; without a webhook it waits for getUpdates.

        One update of a chat (of a citizen, for taps) is under way at a time. Raises Undelivered.
        """
        kind = next(name for name in update if name != "update_id")
        if self.allowed and kind not in self.allowed:
            return
        if self.webhook is None:
            self._keep(update)
            return
        sender = update[kind].get("from", {"id": 0})["id"] if kind == "callback_query" else update[kind]["chat"]["id"]
        async with self._locks["tap" if kind == "callback_query" else "chat", sender], self._places:
            await self._post_until_taken(update)

    async def _post_until_taken(self, update: Update) -> None:
        wait, given_up = 0.0, time.monotonic() + self._patience
        while (webhook := self.webhook) is not None:
            asked = await self._post(webhook, update)
            if asked is None:
                return
            if time.monotonic() > given_up:
                raise Undelivered(f"update {update['update_id']}: {self.statuses[-5:]}")
            await asyncio.sleep((asked or wait) * self._second)
            wait = min(max(2.0, wait * 2), LONGEST_RETRY)
        self._keep(update)

    def _keep(self, update: Update) -> None:
        self.pending.append(update)
        self._news.set()

    async def _post(self, webhook: Webhook, update: Update) -> Optional[float]:
        """None when taken, otherwise the seconds of Retry-After, or 0."""
        assert self._session is not None, "the stub is not started"
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with self._session.post(webhook.url, json=update, headers=headers) as response:
                status, asked = response.status, response.headers.get("Retry-After", "0")
        except (aiohttp.ClientError, asyncio.TimeoutError):
            status, asked = 0, "0"
        self.statuses.append(status)
        return None if 200 <= status < 300 else float(asked)

    def set_webhook(self, parameters: Parameters) -> bool:
        """setWebhook; updates that waited are delivered now."""
        found = Webhook(
            checks.webhook_url(parameters),
            checks.secret(parameters),
            checks.number(
                parameters,
                "max_connections",
                WebhookLimit.MIN_CONNECTIONS_LIMIT,
                WebhookLimit.MAX_CONNECTIONS_LIMIT,
                40,
            ),
        )
        if found != self.webhook and time.monotonic() - self._set_at < self._second:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._remember_allowed(parameters)
        self._set_at = time.monotonic()
        self.webhook = found if found.url else None
        self._places = asyncio.Semaphore(found.max_connections)
        self._flush()
        return True

    def delete_webhook(self, parameters: Parameters) -> bool:
        """deleteWebhook."""
        self.webhook = None
        if parameters.get("drop_pending_updates", "false").lower() == "true":
            self.pending.clear()
        return True

    async def get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        """getUpdates: an offset confirms everything before it."""
        limit = checks.number(parameters, "limit", PollingLimit.MIN_LIMIT, PollingLimit.MAX_LIMIT, 100)
        until = time.monotonic() + checks.number(parameters, "timeout", 0, LONGEST_POLL, 0)
        offset = checks.number(parameters, "offset", 0, 2**62, 0)
        self._remember_allowed(parameters)
        self._poller = poller = object()
        self._news.set()  # wakes the poller before this one
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        while True:
            self._refuse_conflict(poller)
            left = until - time.monotonic()
            if self.pending or left <= 0:
                return self.pending[:limit]
            self._news.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)

    def _refuse_conflict(self, poller: object) -> None:
        if self.webhook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._poller is not poller:
            raise Refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")

    def _remember_allowed(self, parameters: Parameters) -> None:
        allowed = checks.allowed_updates(parameters)
        if allowed is not None:
            self.allowed = allowed

    def _flush(self) -> None:
        waiting, self.pending = self.pending, []
        for update in waiting:
            task = asyncio.create_task(self.deliver(update))
            self._flushing.add(task)
            task.add_done_callback(self._flushing.discard)
