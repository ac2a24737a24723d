"""Calls to a platform over HTTP, with one kind of error for all that can go wrong on the way."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Optional

import aiohttp

from bot.errors import SendLater

CONNECTIONS = 256

CONNECT = 5.0
"""Seconds to connect; as long again may pass before one of the connections is free."""

AGENT = "tro-ly-so/1"
"""Some front doors refuse callers without a name."""


class Unreachable(SendLater):
    """No answer came, or one that is not the platform's own: it may pass."""


class Http:
    """One pool of connections. Proxy variables of the environment are not obeyed, redirections not followed."""

    def __init__(self, answer: float) -> None:
        self._answer = answer
        self._session: Optional[aiohttp.ClientSession] = None

    async def open(self) -> None:
        """Makes ready to call. Calls nothing: a platform that is down must not keep us from starting."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": AGENT})

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self, method: str, url: str, *, wait: float = 0.0, most: Optional[int] = None, **content: Any
    ) -> tuple[int, bytes]:
        """Status and body of the answer, at most `most` bytes of it; `wait` more seconds than usual may pass.

        Raises Unreachable. Neither the error nor its cause holds the address: tokens stand in some.
        """
        if self._session is None:
            raise Unreachable("not started")
        answer = self._answer + wait
        timeout = aiohttp.ClientTimeout(2 * CONNECT + answer, 2 * CONNECT, sock_connect=CONNECT, sock_read=answer)
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **content
            ) as response:
                body = await (response.read() if most is None else _read(response, most))
                return response.status, body
        except (asyncio.TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unreachable(f"no answer: {type(error).__name__}") from None


def read_json(status: int, body: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises Unreachable for anything else, as a page of a proxy in between."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if status >= 500 or not isinstance(found, dict):
        raise Unreachable(f"an answer that is not the platform's ({status})")
    return found


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    body = b""
    async for part in response.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > most:
            break
    return body
