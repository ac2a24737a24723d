"""Fixtures every test may use: a real PostgreSQL, one fresh database a test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Optional

import psycopg
import pytest
import pytest_asyncio

from bot.sealing import Seal
from bot.settings import Settings
from bot.storage.database import database_url, migrate, open_engine
from bot.storage.private import ABOUT
from bot.storage.turns import Turns

os.environ.setdefault("OMP_NUM_THREADS", "1")

PROCESSES = Path(__file__).parent / "e2e"
"""Tests that start whole processes: some take minutes."""

LONG = 50
"""Characters of a value that name a test case."""

_numbers = count()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow, and shares it out: the longest first, what starts the same bot or model to one process."""
    for item in items:
        if "server_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.thorough)  # the fast lane does not start a database
        if item.get_closest_marker("rasa"):
            item.add_marker(pytest.mark.xdist_group(_starts(item)))
    items.sort(key=lambda item: not item.path.is_relative_to(PROCESSES))


def _starts(item: pytest.Item) -> str:
    """What a test with the trained model starts."""
    if not item.path.is_relative_to(PROCESSES):
        return "the model in process"
    return "the shared bot" if "bot" in getattr(item, "fixturenames", ()) else item.path.stem


def pytest_make_parametrize_id(val: object) -> Optional[str]:
    """Names a case by the beginning of a long value: some are a megabyte."""
    if isinstance(val, (str, bytes)) and len(val) > LONG:
        return f"{val[:LONG]!r} and so on, {len(val)} in all"
    return None


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An embedded PostgreSQL with a migrated template database."""
    url = database_url(Settings(var_dir=tmp_path_factory.mktemp("var")))
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody pulls this server's plug
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template_migrated")
    asyncio.run(migrate(url.replace("/postgres?", "/template_migrated?")))
    return url


@pytest.fixture
def fresh_url(server_url: str) -> str:
    """The address of an empty, migrated database of this test's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_migrated")  # type: ignore[arg-type]  # the name is ours
    return server_url.replace("/postgres?", f"/{name}?")


@pytest_asyncio.fixture
async def turns(fresh_url: str) -> AsyncIterator[Turns]:
    """Conversations in an empty database."""
    engine = open_engine(fresh_url)
    yield Turns(engine, fresh_url, Seal(b"key", ABOUT))
    await engine.dispose()


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    """A VAR_DIR of this test's own."""
    return tmp_path / "var"
