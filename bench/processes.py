"""Child processes: started with a log of their own, waited for, weighed, stopped."""

from __future__ import annotations

import asyncio
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import aiohttp
import psutil  # type: ignore[import-untyped]  # it comes without types

PATIENCE = 180.0
"""Seconds that a process may take until it answers, or until it has stopped."""


class Broken(Exception):
    """A process of the measurement ended, hangs, or answers wrongly; the message says where to read on."""


@dataclass(frozen=True)
class Memory:
    """Bytes: resident, and the proportional share of what is shared with other processes."""

    rss: int
    pss: int


class Child:
    """One process; what it prints goes to `log`."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str], log: Path) -> None:
        self._command = command
        self._folder = folder
        self._environment = environment
        self._log = log
        self._process: Optional[Process] = None

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        assert self._process is not None, "not started"
        return self._process.pid

    async def start(self) -> None:
        """Starts it, and returns at once."""
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, env=self._environment, stdout=output, stderr=output
            )

    async def finish(self) -> None:
        """Waits for its end, or ends it when this is cancelled. Raises Broken when that was not a success."""
        assert self._process is not None, "not started"
        try:
            code = await self._process.wait()
        finally:
            await self.stop()
        if code != 0:
            raise Broken(f"{self._name} failed:\n{self.last_words()}")

    async def answers(self, url: str) -> None:
        """Returns as soon as `url` is answered with 200. Raises Broken when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while not await _ok(session, url):
                self.check()
                if time.monotonic() > deadline:
                    raise Broken(f"{self._name} does not answer:\n{self.last_words()}")
                await asyncio.sleep(0.2)

    def check(self) -> None:
        """Raises Broken when it has ended."""
        if self._process is None or self._process.returncode is not None:
            raise Broken(f"{self._name} ended:\n{self.last_words()}")

    async def stop(self) -> None:
        """Asks it to end, and waits; ends it when it does not."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), 20)
        except asyncio.TimeoutError:
            self._process.kill()
            await self._process.wait()

    @property
    def _name(self) -> str:
        return " ".join(Path(word).name for word in self._command[:6])

    def last_words(self) -> str:
        """The end of what it printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]


async def _ok(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return False


class Group:
    """A process and everything it started: weighed together."""

    def __init__(self, pid: int) -> None:
        self._first = psutil.Process(pid)

    def memory(self) -> Memory:
        """Now."""
        weighed = [process.memory_full_info() for process in self._all()]
        return Memory(sum(one.rss for one in weighed), sum(one.pss for one in weighed))

    def processor_seconds(self) -> float:
        """Taken since they started."""
        return sum(sum(process.cpu_times()[:2]) for process in self._all())

    def _all(self) -> list[psutil.Process]:
        return [self._first, *self._first.children(recursive=True)]


def all_memory() -> int:
    """Bytes of this machine."""
    total: int = psutil.virtual_memory().total
    return total
