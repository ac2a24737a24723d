"""Messages on their way to the queue, for platforms that count a late answer as a lost message.

While the database is slow or away they wait on disk, in order, and are queued once it is back. One that had arrived
in the queue after all is recognised by its id when it comes a second time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Optional

import structlog

from bot.messages import IncomingMessage

log = structlog.get_logger(__name__)

TRY_AGAIN = 1.0
"""Seconds between two tries to queue what waits."""

Put = Callable[[IncomingMessage], Awaitable[None]]


class Inbox:
    """Takes redacted messages in; `folder` is where they wait, readable by the owner only."""

    def __init__(self, put: Put, folder: Path, try_again: float = TRY_AGAIN) -> None:
        self._put = put
        self._folder = folder
        self._try_again = try_again
        self._waiting: deque[Path] = deque()
        self._news = asyncio.Event()
        self._numbers = count()
        self._slow: set[asyncio.Task[bool]] = set()
        self._emptying: Optional[asyncio.Task[None]] = None

    @property
    def waiting(self) -> int:
        """Messages on disk."""
        return len(self._waiting)

    def start(self) -> None:
        """Begins to queue what waits, also from before a restart."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._waiting.extend(sorted(self._folder.glob("*.json")))
        self._news.set()
        self._emptying = asyncio.create_task(self._empty())

    async def stop(self) -> None:
        """Ends; what waits stays on disk for the next start."""
        for task in (self._emptying, *self._slow):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])

    async def take(self, message: IncomingMessage, within: Optional[float]) -> None:
        """Returns once the message is safe: in the queue, or after `within` seconds at the latest on disk.

        Without `within` it waits for the queue and raises what went wrong: the platform delivers again.
        """
        if within is None:
            await self._put(message)
        elif self._waiting or not await self._queued(message, within):
            self._keep(message)

    async def _queued(self, message: IncomingMessage, within: float) -> bool:
        putting = asyncio.create_task(self._try(message))
        self._slow.add(putting)
        putting.add_done_callback(self._slow.discard)
        done, _ = await asyncio.wait({putting}, timeout=within)
        return bool(done) and putting.result()

    async def _try(self, message: IncomingMessage) -> bool:
        try:
            await self._put(message)
        except Exception as error:  # whatever the database's driver raises: the message is kept on disk instead
            log.warning("not queued", error=type(error).__name__)
            return False
        return True

    def _keep(self, message: IncomingMessage) -> None:
        path = self._folder / f"{time.time_ns():020}-{next(self._numbers):06}.json"
        _write(path, message)
        self._waiting.append(path)
        self._news.set()

    async def _empty(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                message = _read(self._waiting[0])
                if message is not None and not await self._try(message):
                    await asyncio.sleep(self._try_again)
                    continue
                path = self._waiting.popleft()
                path.unlink(missing_ok=True)


def _write(path: Path, message: IncomingMessage) -> None:
    half = path.with_suffix(".part")
    half.touch(mode=0o600)
    half.write_text(json.dumps(message.to_json()), encoding="utf-8")
    half.rename(path)


def _read(path: Path) -> Optional[IncomingMessage]:
    """None when another gateway on the same disk has queued it."""
    try:
        return IncomingMessage.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
