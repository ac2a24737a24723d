"""`bot run` with nothing but a folder: it starts, survives a kill, stops, and leaves nothing running."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]  # comes with the embedded PostgreSQL, without types
import pytest
from aiohttp.test_utils import unused_port

from tests.e2e.citizens import title
from tests.e2e.processes import Command, environment
from tests.e2e.webchat import open_page
from tests.waiting import until

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

UP_WITHIN = 30.0
"""Seconds until /health answers: about 3 on an idle machine, database made from nothing included."""

ORPHANS_END_WITHIN = 20.0
"""Seconds in which workers notice that nobody looks after them any more."""


@pytest.fixture
def home(model_dir: Path) -> Iterator[Path]:
    """A VAR_DIR with a model in it; nothing that uses it outlives the test."""
    yield model_dir
    for process in _processes(model_dir):
        process.kill()


async def test_it_starts_survives_a_kill_and_stops(home: Path, tmp_path: Path) -> None:
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    command = Command("run", environment(home, port=port), tmp_path / "log")

    up = await _start(command, url)
    async with open_page(url) as page:
        began = time.monotonic()
        await page.says("/start can_cuoc")
        introduction, opening = await page.sees(2)
        print(f"first start: /health after {up:.1f} s, first reply {time.monotonic() - began:.1f} s later")
        assert opening.reply["title"] == title("can_cuoc")

        key = (home / "secret_key").read_bytes()
        await command.kill()
        await until(lambda: not _workers(home), patience=ORPHANS_END_WITHIN)

        up = await _start(command, url)
        print(f"second start: /health after {up:.1f} s")
        assert [shown.id for shown in await page.sees(2)] == [introduction.id, opening.id]
        await page.taps(opening.reply["buttons"][0])
        assert len(await page.sees(1, after=opening.id)) == 1
        assert (home / "secret_key").read_bytes() == key
        assert "no fresh model: training" not in command.text()

    assert len(_workers(home)) == 1
    assert await command.stop() == 0
    assert _processes(home) == []
    command.lines()


async def _start(command: Command, url: str) -> float:
    """Seconds until /health answers."""
    began = time.monotonic()
    await command.start()
    async with aiohttp.ClientSession() as session:
        while time.monotonic() - began < UP_WITHIN:
            try:
                async with session.get(f"{url}/health") as response:
                    assert response.status == 200
                    return time.monotonic() - began
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)
    raise AssertionError(f"no answer within {UP_WITHIN} s: {command.text()[-3000:]}")


def _workers(var_dir: Path) -> list[psutil.Process]:
    return [process for process in _processes(var_dir) if "worker" in process.cmdline()]


def _processes(var_dir: Path) -> list[psutil.Process]:
    """Everything that runs for this VAR_DIR: our processes, and PostgreSQL with its own."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.pid != os.getpid() and process.environ().get("VAR_DIR") == str(var_dir)
            if ours or str(var_dir / "postgresql") in process.cmdline():
                found.append(process)
        except psutil.Error:  # it has ended meanwhile, or is none of our business
            continue
    return found
