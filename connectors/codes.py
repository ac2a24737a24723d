"""The web chat's pictures: payment codes drawn when they are asked for, photos of codes read as they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.qr import cards
from bot.qr.cards import Addresses
from bot.qr.checking import answer_photo
from connectors.photos import LARGEST

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}

MOST_WAITING = 8
"""Photos in hand at once; one is read at a time, in seconds at most, so that the gateway stays free."""

_DRAWN: dict[str, tuple[str, Callable[..., bytes]]] = {
    cards.PICTURE: ("image/png", cards.picture),
    cards.SHEET: ("application/pdf", cards.sheet),
}


class TooManyPhotos(Exception):
    """As many photos as can wait are waiting."""


class Photos:
    """Reads photos one after the other."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)
        self._waiting = 0

    async def read(self, request: web.Request) -> str:
        """What to say about the photo in a request. Raises TooManyPhotos and HTTPRequestEntityTooLarge."""
        if self._waiting >= MOST_WAITING:
            raise TooManyPhotos
        self._waiting += 1
        try:
            photo = await _body(request)
            async with self._one:
                return await asyncio.to_thread(answer_photo, photo)
        finally:
            self._waiting -= 1


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for part in request.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    return bytes(body)


def code_routes(codes: Addresses) -> list[web.RouteDef]:
    """Where a payment's picture and sheet are fetched from, for as long as their address is good."""
    return [web.get(f"/qr/{{sealed}}/{name}", _drawing(codes, name)) for name in _DRAWN]


def _drawing(codes: Addresses, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    kind, draw = _DRAWN[name]
    one = asyncio.Semaphore(1)  # drawing takes a core for a tenth of a second

    async def answer(request: web.Request) -> web.StreamResponse:
        payment = codes.read(request.match_info["sealed"])
        if payment is None:
            return web.Response(status=404, headers=HEADERS)
        async with one:
            drawn = await asyncio.to_thread(draw, payment)
        return web.Response(body=drawn, content_type=kind, headers=HEADERS)

    return answer
