"""Keeps workers alive: starts them, restarts one that dies, stops them gracefully."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence

import structlog

log = structlog.get_logger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker that died is started again: doubled each time, back to the shortest once it has lived."""

LIVED = 60.0
"""Seconds after which a worker counts as healthy."""

PATIENCE = 30.0
"""Seconds a worker has to finish the turns in hand."""


class Supervisor:
    """Runs `count` copies of a command as child processes."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], count: int) -> None:
        self._command = command
        self._environment = environment
        self._count = count
        self._children: dict[int, Process] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run now."""
        return [child.pid for child in self._children.values()]

    def start(self) -> None:
        """Starts the workers."""
        self._keepers = [asyncio.create_task(self._keep(number)) for number in range(self._count)]

    async def stop(self) -> None:
        """Asks the workers to stop, waits for their turns in hand, ends those that do not."""
        self._stopping = True
        for child in self._children.values():
            child.terminate()
        if self._keepers:
            _, hanging = await asyncio.wait(self._keepers, timeout=PATIENCE)
            for child in list(self._children.values()) if hanging else []:
                child.kill()
            for keeper in hanging:
                keeper.cancel()

    async def _keep(self, number: int) -> None:
        pause = SHORTEST_PAUSE
        loop = asyncio.get_running_loop()
        while not self._stopping:
            began = loop.time()
            child = await asyncio.create_subprocess_exec(*self._command, env=self._environment)
            self._children[number] = child
            code = await child.wait()
            del self._children[number]
            if self._stopping:
                return
            pause = SHORTEST_PAUSE if loop.time() - began > LIVED else min(pause * 2, LONGEST_PAUSE)
            log.error("a worker died; it is started again", code=code, pause=pause)
            await asyncio.sleep(pause)


def child_command(*words: str) -> list[str]:
    """The command line of our own `bot` command in a child process."""
    return [sys.executable, "-m", "bot", *words]


def child_environment(url: str) -> dict[str, str]:
    """The environment for a child: the same database, one thread for numeric libraries (see docs/decisions/0001)."""
    return {**os.environ, "DATABASE_URL": url, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
