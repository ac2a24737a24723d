"""The desk of a real gateway on a real database, and operators who can enter it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.settings import Settings
from tests.connectors.desk.console import Console
from tests.connectors.desk.hall import Hall


@pytest_asyncio.fixture
async def console(fresh_url: str, var_dir: Path) -> AsyncIterator[Console]:
    """A gateway with three operators: `lan` (volunteer), `minh` (lead) in Cao Lãnh, `ha` (volunteer) in Hà Nội."""
    console = Console(Settings(var_dir=var_dir), fresh_url)
    await console.start()
    yield console
    await console.stop()


@pytest_asyncio.fixture
async def hall(fresh_url: str, var_dir: Path) -> AsyncIterator[Hall]:
    """The same people, and citizens whom the bot answers."""
    hall = Hall(Settings(var_dir=var_dir), fresh_url)
    await hall.start()
    yield hall
    await hall.stop()
