"""Updates in: the webhook registered, or long polling without a public address; retried until Zalo is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Optional

import structlog

from bot.errors import SendLater
from bot.storage.alarms import Alarm
from connectors.zalo_bot.client import Client
from connectors.zalo_bot.errors import ADVICE, NOTHING_NEW, ApiError, send_error
from connectors.zalo_bot.waiting import Backoff, Waits

log = structlog.get_logger(__name__)

Take = Callable[[dict[str, Any]], Awaitable[None]]


class Receiving:
    """Gets updates, in the background, for as long as the gateway runs."""

    def __init__(self, client: Client, alarm: Alarm, waits: Waits) -> None:
        self._client = client
        self._alarm = alarm
        self._waits = waits
        self._in_hand: Optional[asyncio.Task[None]] = None

    async def by_webhook(self, url: str, secret: str) -> None:
        """Has updates sent to `url`; looks again later when Zalo says that it cannot reach us there."""
        while not await self._reached(await self.until_done("setWebhook", {"url": url, "secret_token": secret}), url):
            await asyncio.sleep(self._waits.quota)
        await self._alarm.settle()

    async def by_polling(self, take: Take) -> None:
        """Asks for updates, over and over. Reading one consumes it: it is taken in before the next is asked for."""
        await self.until_done("deleteWebhook")
        backoff = Backoff(self._waits)
        while True:
            try:
                found = await self._client.call("getUpdates", {"timeout": self._waits.poll}, wait=self._waits.poll)
            except ApiError as error:
                if error.code != NOTHING_NEW:
                    await asyncio.sleep(await self._pause(error, backoff, "getUpdates"))
                continue
            except SendLater as error:
                await asyncio.sleep(await self._pause(error, backoff, "getUpdates"))
                continue
            backoff.reset()
            await self._alarm.settle()
            updates = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
            if not updates:
                await asyncio.sleep(self._waits.first)
            for update in updates:
                self._in_hand = asyncio.create_task(self._take_until_taken(take, update))
                await asyncio.shield(self._in_hand)

    async def finish(self) -> None:
        """Waits for the update in hand, though not for ever: Zalo does not give it again."""
        if self._in_hand is not None:
            await asyncio.wait([self._in_hand], timeout=self._waits.answer)
            self._in_hand.cancel()

    async def until_done(self, method: str, parameters: Optional[Mapping[str, Any]] = None) -> Any:
        """The result of a call, whenever it works."""
        backoff = Backoff(self._waits)
        while True:
            try:
                result = await self._client.call(method, parameters)
            except (ApiError, SendLater) as error:
                await asyncio.sleep(await self._pause(error, backoff, method))
            else:
                return result

    async def _take_until_taken(self, take: Take, update: dict[str, Any]) -> None:
        backoff = Backoff(self._waits)
        while True:
            try:
                await take(update)
            except Exception as error:  # whatever keeps us from taking it in: Zalo has forgotten it by now
                log.error("an update is not taken in yet", error=type(error).__name__)
                await asyncio.sleep(backoff.next())
            else:
                return

    async def _reached(self, result: Any, url: str) -> bool:
        verification = result.get("verification") if isinstance(result, dict) else None
        if not isinstance(verification, dict) or verification.get("ok") is not False:
            log.info("webhook registered", url=url)
            return True
        outcome = str(verification.get("outcome", ""))[:60]
        what = (
            f"Zalo cannot reach {url} ({outcome}): see that the address is public, that its certificate is valid, and"
            " that no firewall or Cloudflare rule refuses Zalo's user agent (Java)"
        )
        await self._alarm.raise_(what)
        return False

    async def _pause(self, error: Exception, backoff: Backoff, method: str) -> float:
        """Seconds until the next try; what a person has to do is raised as an alarm."""
        log.warning("Zalo did not take a call", method=method, error=str(error))
        pause = backoff.next()
        if not isinstance(error, ApiError):
            return pause
        if error.code in ADVICE:
            await self._alarm.raise_(ADVICE[error.code])
        meant = send_error(error, self._waits)
        return (meant.retry_in if isinstance(meant, SendLater) else None) or pause
