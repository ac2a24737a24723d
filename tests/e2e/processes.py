"""Our commands as real child processes: started, killed, stopped, their logs read."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import STDOUT, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

LOADING = 180.0
"""Seconds a worker may take to load Rasa on a busy machine."""

STOPPING = 60.0
"""Seconds a process may take to finish what it has in hand."""

_OURS = {name.upper() for name in Settings.__fields__} | {"PROMETHEUS_MULTIPROC_DIR"}


def environment(var_dir: Path, **settings: object) -> dict[str, str]:
    """This process's environment with these settings of ours, and no others; coverage is not measured there.

    It would double the time of every start, and who is killed writes none.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _OURS and not name.startswith("COVERAGE_")}
    given = {name.upper(): str(value) for name, value in settings.items()}
    return {**kept, "VAR_DIR": str(var_dir), **given}


class Command:
    """One `bot` command, in as many processes after each other as it is started; all of them write to one log."""

    def __init__(self, name: str, variables: Mapping[str, str], log: Path, project: Path = ROOT) -> None:
        self.name = name
        self.path = log
        self._project = project
        self._variables = dict(variables)
        self._process: Optional[Process] = None
        self._began = 0

    async def start(self) -> None:
        """Starts it; returns at once."""
        self._began = self.path.stat().st_size if self.path.exists() else 0
        with self.path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                self.name,
                cwd=self._project,
                env=self._variables,
                stdout=log,
                stderr=STDOUT,
            )

    @property
    def pid(self) -> int:
        """The process id of the last start."""
        assert self._process is not None, f"bot {self.name} was not started"
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def says(self, event: str, within: float = LOADING) -> None:
        """Returns when the process started last has logged `event`."""
        until = time.monotonic() + within
        while event not in self.events():
            assert self.alive, f"bot {self.name} ended: {self.text()[-3000:]}"
            assert time.monotonic() < until, f"bot {self.name} did not say {event!r}: {self.text()[-3000:]}"
            await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is saved."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; its exit code. A process that does not end is killed, and the test fails."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), STOPPING)
        except asyncio.TimeoutError:
            await self.kill()
            raise AssertionError(f"bot {self.name} did not stop: {self.text()[-3000:]}") from None

    def text(self) -> str:
        """All that it ever logged."""
        return self.path.read_text() if self.path.exists() else ""

    def lines(self) -> list[dict[str, Any]]:
        """All log lines, read; anything that is not a JSON object fails the test."""
        return [_read(line) for line in self.text().splitlines()]

    def events(self) -> list[str]:
        """What the process started last has logged, without the details; the progress of a training is left out."""
        if not self.path.exists():
            return []
        written = self.path.read_bytes()[self._began :].decode()
        whole = written[: written.rfind("\n") + 1]
        return [_read(line)["event"] for line in whole.splitlines() if line.startswith("{")]


def _read(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise AssertionError(f"a log line is not JSON: {line!r}") from None
    assert isinstance(found, dict), f"a log line is not an object: {line!r}"
    return found
