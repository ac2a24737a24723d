"""Work that is finished even when nobody waits for it any more.

SQLAlchemy's asyncio drivers lose a connection when a call is cancelled half-way; tokens must be stored once they came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST = 10.0
"""Seconds that a stop waits: a database whose machine vanished never answers."""


class Undisturbed:
    """Runs each work in a task of its own: who waits for it may be cancelled, the work goes on."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result; raises what it raises."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Waits for what is under way; what takes longer than `longest` seconds is given up."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._longest)
            for task in late:
                task.cancel()
