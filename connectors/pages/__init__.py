"""Pages: HTML, style sheets, scripts and pictures, served as they are, from memory."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}

SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Cache-Control": "no-cache",  # kept, but asked about: a page never meets the script of another version
}

Show = Callable[[web.Request], web.Response]


def show(name: str, folder: Path = FOLDER) -> Show:
    """What answers a request with the file `name` of `folder`, or 304 to a browser that has it."""
    path = folder / name
    body = path.read_bytes()
    tag = hashlib.sha256(body).hexdigest()[:32]

    def answer(request: web.Request) -> web.Response:
        response = web.Response(body=body, content_type=TYPES[path.suffix], charset="utf-8", headers=SAFE_HEADERS)
        response.etag = tag
        if any(known.value in (tag, "*") for known in request.if_none_match or ()):
            response = web.Response(status=304, headers={**SAFE_HEADERS, "ETag": response.headers["ETag"]})
        return response

    return answer


def file_routes(names: list[str], under: str, folder: Path = FOLDER) -> list[web.RouteDef]:
    """One route per file: `chat.css` under `/chat` is `/chat/chat.css`."""
    return [web.get(f"{under}/{name}", _handler(show(name, folder))) for name in names]


def _handler(answer: Show) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(request)

    return handle
