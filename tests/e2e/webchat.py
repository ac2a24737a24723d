"""A citizen on the web chat's page, as far as HTTP goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp

from tests.e2e.processes import LOADING


@dataclass(frozen=True)
class Shown:
    """One server-sent event: the reply's id and the reply."""

    id: int
    reply: dict[str, Any]


class Page:
    """One open page; the cookie it was given is its citizen."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._numbers = count(1)

    async def open(self) -> str:
        """Loads the page; returns its HTML."""
        async with self._session.get(f"{self._url}/") as response:
            assert response.status == 200
            return await response.text()

    async def says(self, text: str) -> dict[str, str]:
        """Writes a message; returns it as it was sent."""
        return await self.sends({"id": f"m-{next(self._numbers)}", "text": text})

    async def taps(self, button: dict[str, str]) -> dict[str, str]:
        """Taps a button; returns the message that this sends."""
        return await self.sends({"id": f"m-{next(self._numbers)}", "payload": button["payload"]})

    async def sends(self, message: dict[str, str]) -> dict[str, str]:
        """Sends a message, a second time too."""
        async with self._session.post(f"{self._url}/chat/messages", json=message) as response:
            assert response.status == 202
        return message

    async def sees(self, replies: int, after: int = 0, within: float = LOADING) -> list[Shown]:
        """The replies after reply `after`, as soon as they are this many."""
        found: list[Shown] = []
        async with self._session.get(f"{self._url}/chat/replies", params={"after": str(after)}) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            while len(found) < replies:
                event = await asyncio.wait_for(response.content.readuntil(b"\n\n"), within)
                if event.startswith(b"id:"):
                    first, second = event.decode().strip().split("\n")
                    found.append(Shown(int(first.removeprefix("id: ")), json.loads(second.removeprefix("data: "))))
        return found


@asynccontextmanager
async def open_page(url: str) -> AsyncIterator[Page]:
    """The page in a browser of its own."""
    jar = aiohttp.CookieJar(unsafe=True)  # keeps cookies of an IP address
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as session:
        page = Page(session, url)
        await page.open()
        yield page
