"""Fixtures for tests of whole processes: the trained model, and one running bot for all tests that kill nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from tests.e2e.bots import Bot
from tests.models import project_model
from tests.stubs.telegram import TelegramStub


@pytest.fixture(scope="session")
def model() -> Path:
    """The model for today's guides; trained now when there is none."""
    return project_model().resolve()


@asynccontextmanager
async def open_telegram() -> AsyncIterator[TelegramStub]:
    """A Telegram that repeats webhook calls sooner than the real one."""
    telegram = TelegramStub(second=0.1, patience=300.0)
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()


def link_model(model: Path, var_dir: Path) -> Path:
    """A VAR_DIR that has this model."""
    (var_dir / "models").mkdir(parents=True)
    (var_dir / "models" / model.name).symlink_to(model)
    return var_dir


@pytest.fixture
def model_dir(model: Path, tmp_path: Path) -> Path:
    """A VAR_DIR of this test's own, with the model in it."""
    return link_model(model, tmp_path / "var")


@pytest_asyncio.fixture(scope="session")
async def bot(model: Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    """A running gateway and worker with their Telegram, for all tests that kill nothing."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(b"CREATE DATABASE shared TEMPLATE template_migrated")
    folder = tmp_path_factory.mktemp("shared")
    database = server_url.replace("/postgres?", "/shared?")
    async with open_telegram() as telegram:
        bot = Bot(folder, link_model(model, folder / "var"), database, telegram, log_level="debug")
        async with bot.running():
            yield bot
