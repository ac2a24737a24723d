"""Finds the guide for what a citizen tells an operator: a worker understands it; titles are compared when none does."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Optional, Protocol

import structlog

from bot.guides.library import Library
from bot.guides.matching import likeness
from bot.guides.model import Guide
from bot.privacy import redact
from bot.storage.notices import Notices
from bot.text import fold

log = structlog.get_logger(__name__)

PATIENCE = 3.0
"""Seconds an operator waits for a worker."""

MOST = 5
"""Guides that are offered at once."""

LEAST = 0.02
"""Confidence below which a guide is not worth offering."""

ALIKE = 0.3
"""Likeness of words from which a title is offered."""


@dataclass(frozen=True)
class Found:
    """The guides for some words, the likeliest first.

    `band` is the worker's (`sure`, `unsure`, `lost`), or `titles` when no worker answered and only words were compared.
    """

    band: str
    guides: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the first guide can be opened without asking."""
        return self.band == "sure" and bool(self.guides)


class Asks(Protocol):
    """How a worker is asked: bot.queue.Queue."""

    async def ask(self, question: str, words: str) -> int:
        """Queues a question; returns its job."""

    async def take_back(self, job: int) -> None:
        """Removes a question that nobody took."""

    async def workers(self) -> int:
        """How many could answer."""


class Search:
    """One per gateway: the questions under way, and one connection that hears the answers. Keeps nothing."""

    def __init__(self, url: str, channel: str, asks: Asks, library: Library, patience: float = PATIENCE) -> None:
        self._asks = asks
        self._library = library
        self._patience = patience
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._notices = Notices(url, channel, self._heard)

    def start(self) -> None:
        """Begins to listen."""
        self._notices.start()

    async def stop(self) -> None:
        """Ends listening."""
        await self._notices.stop()

    async def find(self, words: str) -> Found:
        """The guides for these words. Personal data are taken out before anything leaves this process."""
        safe = redact(words).text
        answer = await self._ask(safe)
        if answer is None:
            return Found("titles", tuple(await asyncio.to_thread(alike, safe, self._library.guides())))
        known = [name for name, confidence in answer["ranking"] if confidence >= LEAST and self._library.find(name)]
        first = answer["ranking"][0][0] if answer["ranking"] else None
        band = answer["band"] if known and known[0] == first else "unsure" if known else "lost"
        return Found("lost" if answer["band"] == "lost" else band, tuple(known[:MOST]))

    async def _ask(self, words: str) -> Optional[dict[str, Any]]:
        """A worker's answer; None when none came in time."""
        if not await self._asks.workers():
            return None
        question = secrets.token_hex(8)
        heard = self._waiting[question] = asyncio.get_running_loop().create_future()
        job = await self._asks.ask(question, words)
        try:
            return await asyncio.wait_for(heard, self._patience)
        except asyncio.TimeoutError:
            log.warning("no worker understood the desk's question in time")
            await self._asks.take_back(job)
            return None
        finally:
            del self._waiting[question]

    def _heard(self, notice: Optional[str]) -> None:
        answer = json.loads(notice) if notice else {}
        future = self._waiting.get(answer.get("id", ""))
        if future is not None and not future.done():
            future.set_result(answer)


def alike(words: str, guides: list[Guide]) -> list[str]:
    """The guides whose title or examples sound like these words."""
    told = fold(words)
    scored = [(max(_likeness(told, one) for one in (guide.title, *guide.examples)), guide) for guide in guides]
    best = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [guide.id for _, guide in best[:MOST]]


def _likeness(told: str, known: str) -> float:
    """`likeness`, only where half of the words are there: a whole folder of guides is looked through."""
    folded, there = _folded(known)
    words = frozenset(told.split())
    return likeness(told, folded) if 2 * len(words & there) >= len(words) else 0.0


@lru_cache(maxsize=8192)
def _folded(known: str) -> tuple[str, frozenset[str]]:
    folded = fold(known)
    return folded, frozenset(folded.split())
