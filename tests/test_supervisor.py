"""The supervisor with real child processes."""

import os
import signal
import sys
from pathlib import Path

import pytest

from bot.supervisor import Supervisor
from tests.waiting import until

pytestmark = pytest.mark.thorough

STAYS = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
os.write(int(sys.argv[2]), b"!")
time.sleep(60)
"""
DIES = "raise SystemExit(3)"


async def _pids(supervisor: Supervisor, count: int) -> list[int]:
    await until(lambda: len(supervisor.pids) == count)
    return supervisor.pids


async def test_a_child_that_dies_is_started_again() -> None:
    supervisor = Supervisor([sys.executable, "-c", STAYS], dict(os.environ), 2)
    supervisor.start()
    first = await _pids(supervisor, 2)
    os.kill(first[0], signal.SIGKILL)
    await until(lambda: first[0] not in supervisor.pids)
    again = await _pids(supervisor, 2)
    assert first[1] in again
    assert first[0] not in again
    await supervisor.stop()
    assert supervisor.pids == []


async def test_stopping_lets_children_finish(tmp_path: Path) -> None:
    mark = tmp_path / "finished"
    finishes = f"""
import pathlib, signal, sys, time
def finish(*_):
    time.sleep(0.3)
    pathlib.Path({str(mark)!r}).touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, finish)
pathlib.Path({str(tmp_path / "ready")!r}).touch()
time.sleep(60)
"""
    supervisor = Supervisor([sys.executable, "-c", finishes], dict(os.environ), 1)
    supervisor.start()
    await until((tmp_path / "ready").exists)
    await supervisor.stop()
    assert mark.exists()


async def test_successors_take_over_when_they_are_ready() -> None:
    supervisor = Supervisor([sys.executable, "-c", STAYS], dict(os.environ), 2)
    supervisor.start()
    before = await _pids(supervisor, 2)
    assert await supervisor.replace([sys.executable, "-c", STAYS + "# new"])
    after = supervisor.pids
    assert len(after) == 2
    assert not set(before) & set(after)
    assert supervisor.runs([sys.executable, "-c", STAYS + "# new"])
    await supervisor.stop()
    assert supervisor.pids == []


async def test_a_successor_that_dies_leaves_the_old_workers() -> None:
    supervisor = Supervisor([sys.executable, "-c", STAYS], dict(os.environ), 1)
    supervisor.start()
    before = await _pids(supervisor, 1)
    assert not await supervisor.replace([sys.executable, "-c", DIES])
    assert supervisor.pids == before
    await supervisor.stop()
