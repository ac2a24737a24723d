"""Replies as server-sent events: one stream per open page, woken by notices, looking by itself now and then.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Optional

import structlog
from aiohttp import web

from bot.qr import cards
from bot.qr.cards import Addresses
from bot.storage.turns import StoredReply, Turns

log = structlog.get_logger(__name__)

MOST_STREAMS = 5
"""Open pages of one conversation in one process; browsers allow six connections a site, one must stay for sending."""

LOOK_EVERY = 15.0
"""Seconds after which a stream looks for replies whose notice was lost, and tells the page that it is alive."""

CLOSE_WITHIN = 5.0
"""Seconds that streams have to end in when the gateway stops."""

PAGE = 100
"""Replies read from the database at once."""

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would hold events back
    "X-Content-Type-Options": "nosniff",
}


class TooManyStreams(Exception):
    """The conversation has MOST_STREAMS open streams already."""


@dataclass(eq=False)
class _Stream:
    request: web.Request
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def gone(self) -> bool:
        """Whether the page hung up."""
        return self.request.transport is None or self.request.transport.is_closing()


class Streams:
    """The open streams of this process."""

    def __init__(self, turns: Turns, codes: Addresses, look_every: float = LOOK_EVERY) -> None:
        self._turns = turns
        self._codes = codes
        self._look_every = look_every
        self._open: dict[str, set[_Stream]] = defaultdict(set)
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    def wake(self, conversation: Optional[str]) -> None:
        """Lets the streams of a conversation look for new replies; None: all streams."""
        found = self._open.get(conversation, set()) if conversation else set().union(*self._open.values())
        for stream in found:
            stream.woken.set()

    async def close(self) -> None:
        """Ends all streams, for good; those whose page does not read any more are left to the server."""
        self._closing = True
        self.wake(None)
        try:
            await asyncio.wait_for(self._idle.wait(), CLOSE_WITHIN)
        except asyncio.TimeoutError:
            log.warning("streams left open", conversations=len(self._open))

    async def serve(self, request: web.Request, conversation: str, last: int) -> web.StreamResponse:
        """Streams the replies after reply `last`, then new ones, until the page hangs up.

        Raises TooManyStreams before anything is sent.
        """
        stream = _Stream(request)
        self._enter(conversation, stream)
        try:
            response = web.StreamResponse(headers=HEADERS)
            await response.prepare(request)
            await self._write(stream, response, conversation, last)
        except ConnectionError:
            pass  # the page hung up while we wrote; it comes back with the id of the last reply it has
        finally:
            self._leave(conversation, stream)
        return response

    def _enter(self, conversation: str, stream: _Stream) -> None:
        if sum(not other.gone for other in self._open[conversation]) >= MOST_STREAMS:
            raise TooManyStreams(conversation)
        self._open[conversation].add(stream)
        self._idle.clear()

    def _leave(self, conversation: str, stream: _Stream) -> None:
        self._open[conversation].discard(stream)
        if not self._open[conversation]:
            del self._open[conversation]
        if not self._open:
            self._idle.set()

    async def _write(self, stream: _Stream, response: web.StreamResponse, conversation: str, last: int) -> None:
        await response.write(b": here\n\n")
        if not await self._is_known(conversation, last):
            last = 0
        elif last:
            await self._turns.blank(conversation, last)  # the page has them
        while not self._closing and not stream.gone:
            stream.woken.clear()  # before looking, so that a notice during the look is not lost
            found = await self._turns.replies_after(conversation, last, PAGE)
            for stored in found:
                await response.write(_event(stored, self._codes))
                last = stored.id
            if len(found) == PAGE:
                continue
            try:
                await asyncio.wait_for(stream.woken.wait(), self._look_every)
            except asyncio.TimeoutError:
                await response.write(b": still here\n\n")

    async def _is_known(self, conversation: str, last: int) -> bool:
        """False when reply `last` is not there: the page got a new cookie, or the database was made anew."""
        found = await self._turns.replies_after(conversation, last - 1, 1)
        return bool(found) and found[0].id == last


def _event(stored: StoredReply, codes: Addresses) -> bytes:
    fields = stored.reply.to_json()
    if (payment := stored.reply.payment) is not None:
        fields.pop("payment")
        fields.update(picture=codes.of(payment, cards.PICTURE), sheet=codes.of(payment, cards.SHEET))
    body = json.dumps(fields, ensure_ascii=False)
    return f"id: {stored.id}\ndata: {body}\n\n".encode()
