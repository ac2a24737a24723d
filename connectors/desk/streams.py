"""What changed at the desk, as server-sent events: one stream per open page, only about what its operator may see."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Optional

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.people import Operator
from bot.storage.notices import Notices
from bot.storage.ticket_lists import Queue, TicketLists
from connectors.streams import CLOSE_WITHIN, HEADERS

log = structlog.get_logger(__name__)

CHANNEL = "desk"
"""The PostgreSQL notification; it says the id of the ticket that changed."""

LOOK_EVERY = 15.0
"""Seconds after which a page is told that it is still connected, and its log-in is looked at again."""

MOST_STREAMS = 6
"""Open pages of one operator in one process."""

SETTLE = 0.15
"""Seconds in which changes that come together are told together."""


StillIn = Callable[[], Awaitable[bool]]
"""Whether the log-in of the page is still valid."""


@dataclass(eq=False)
class _Page:
    request: web.Request
    changed: set[int] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def gone(self) -> bool:
        """Whether the page hung up."""
        return self.request.transport is None or self.request.transport.is_closing()


class DeskStreams:
    """The open pages of this process."""

    def __init__(self, engine: AsyncEngine, url: str) -> None:
        self._lists = TicketLists(engine)
        self._notices = Notices(url, CHANNEL, self._hear)
        self._open: dict[_Page, int] = {}
        self._closing = False

    def start(self) -> None:
        """Begins to listen."""
        self._notices.start()

    async def stop(self) -> None:
        """Ends the streams; to be called before the server waits for its open requests."""
        self._closing = True
        for page in self._open:
            page.woken.set()
        for _ in range(int(CLOSE_WITHIN / 0.05)):
            if not self._open:
                break
            await asyncio.sleep(0.05)
        await self._notices.stop()

    async def serve(
        self, request: web.Request, operator: Operator, read_at: int, still_in: StillIn
    ) -> web.StreamResponse:
        """Tells counts and changes until the page hangs up or the log-in ends. Raises HTTPTooManyRequests.

        First what changed since the page was read, in seconds since 1970: it took a moment to come here.
        """
        if Counter(self._open.values())[operator.id] >= MOST_STREAMS:
            raise web.HTTPTooManyRequests()
        page = _Page(request)
        self._open[page] = operator.id
        response = web.StreamResponse(headers=HEADERS)
        try:
            await response.prepare(request)
            missed = await self._lists.changed_since(operator, datetime.fromtimestamp(read_at, timezone.utc))
            await response.write(await self._event(operator, set(missed)))
            await self._tell(page, response, operator, still_in)
        except ConnectionError:
            pass  # the page hung up while we wrote; it comes back by itself and is told the counts again
        finally:
            del self._open[page]
        return response

    async def _tell(self, page: _Page, response: web.StreamResponse, operator: Operator, still_in: StillIn) -> None:
        while not self._closing and not page.gone:
            try:
                await asyncio.wait_for(page.woken.wait(), LOOK_EVERY)
            except asyncio.TimeoutError:
                if not await still_in():
                    return
                await response.write(b": still here\n\n")
                continue
            await asyncio.sleep(SETTLE)
            page.woken.clear()
            changed, page.changed = page.changed, set()
            if await still_in():
                await response.write(await self._event(operator, changed))
            else:
                return

    async def _event(self, operator: Operator, changed: set[int]) -> bytes:
        counts = await self._lists.counts(operator)
        told = {
            "new": counts[Queue.NEW],
            "mine": counts[Queue.MINE],
            "newest": await self._lists.newest(operator),
            "changed": sorted(await self._lists.seen_by(operator, changed)) if changed else [],
        }
        return f"data: {json.dumps(told)}\n\n".encode()

    def _hear(self, ticket: Optional[str]) -> None:
        for page in self._open:
            if ticket and ticket.isdigit():
                page.changed.add(int(ticket))
            page.woken.set()
