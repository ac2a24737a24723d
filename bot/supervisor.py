"""Keeps workers alive: starts them, restarts one that dies, replaces them by warmed-up successors, stops them."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

import structlog

log = structlog.get_logger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker that died is started again: doubled each time, back to the shortest once it has lived."""

LIVED = 60.0
"""Seconds after which a worker counts as healthy."""

PATIENCE = 30.0
"""Seconds a worker has to finish the turns in hand."""

WARMING_UP = 180.0
"""Seconds a successor has to become ready."""


class Supervisor:
    """Runs `count` copies of a command as child processes.

    Each child gets `--ready-fd N` and writes one byte there when it takes messages. Its standard input is a pipe
    that ends when this process is gone, however it went: then the child stops too.
    """

    def __init__(self, command: Sequence[str], environment: dict[str, str], count: int) -> None:
        self._command = list(command)
        self._environment = environment
        self._count = count
        self._children: dict[int, Process] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._leaving: set[asyncio.Task[int]] = set()
        self._stopping = asyncio.Event()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run now."""
        return [child.pid for child in self._children.values()]

    def runs(self, command: Sequence[str]) -> bool:
        """Whether `command` is what the workers run."""
        return self._command == list(command)

    def start(self) -> None:
        """Starts the workers."""
        self._keepers = [asyncio.create_task(self._keep(number)) for number in range(self._count)]

    async def replace(self, command: Sequence[str]) -> bool:
        """Runs `command` from now on: each worker goes on until its successor is ready, so no message waits.

        False, and the old workers stay, when a successor does not become ready.
        """
        for number in range(self._count):
            successor, ready = await self._spawn(command)
            if not await ready or self._stopping.is_set():
                log.error("a successor did not become ready; the old workers stay")
                await _end(successor)
                return False
            before = self._children.get(number)
            self._children[number] = successor
            if before is not None:
                self._let_go(before)
        self._command = list(command)
        return True

    async def stop(self) -> None:
        """Asks the workers to stop, waits for their turns in hand, ends those that do not."""
        self._stopping.set()
        for child in self._children.values():
            child.terminate()
        waited = [*self._keepers, *self._leaving]
        if waited:
            _, hanging = await asyncio.wait(waited, timeout=PATIENCE)
            for child in list(self._children.values()) if hanging else []:
                child.kill()
            for task in hanging:
                task.cancel()

    async def _keep(self, number: int) -> None:
        pause = SHORTEST_PAUSE
        loop = asyncio.get_running_loop()
        while not (self._stopping.is_set() and number not in self._children):
            began = loop.time()
            if number not in self._children:
                self._children[number], _ = await self._spawn(self._command)
            child = self._children[number]
            code = await child.wait()
            if self._children[number] is not child:
                continue  # replaced: the successor is kept from now on
            del self._children[number]
            if not self._stopping.is_set():
                pause = SHORTEST_PAUSE if loop.time() - began > LIVED else min(pause * 2, LONGEST_PAUSE)
                log.error("a worker died; it is started again", code=code, pause=pause)
                await asyncio.wait([asyncio.create_task(self._stopping.wait())], timeout=pause)

    async def _spawn(self, command: Sequence[str]) -> tuple[Process, asyncio.Task[bool]]:
        """A child, and whether it became ready in time."""
        reading, writing = os.pipe()
        try:
            child = await asyncio.create_subprocess_exec(
                *command, "--ready-fd", str(writing), env=self._environment, pass_fds=(writing,), stdin=PIPE
            )
        finally:
            os.close(writing)
        return child, asyncio.create_task(_byte_arrives(reading))

    def _let_go(self, child: Process) -> None:
        child.terminate()
        leaving = asyncio.create_task(child.wait())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


async def _byte_arrives(reading: int) -> bool:
    """Whether a byte comes through the pipe before it is closed or WARMING_UP is over."""
    loop = asyncio.get_running_loop()
    stream = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", buffering=0)
    )
    try:
        return bool(await asyncio.wait_for(stream.read(1), WARMING_UP))
    except asyncio.TimeoutError:
        return False
    finally:
        transport.close()


async def _end(child: Process) -> None:
    if child.returncode is None:
        child.kill()
    await child.wait()


def child_command(*words: str) -> list[str]:
    """The command line of our own `bot` command in a child process."""
    return [sys.executable, "-m", "bot", *words]


def child_environment(url: str) -> dict[str, str]:
    """The environment for a child: the same database, one thread for numeric libraries (see docs/decisions/0001)."""
    return {**os.environ, "DATABASE_URL": url, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
