"""A whole bot as a test sees it: its processes, its Telegram, its database, its HTTP side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from aiohttp.test_utils import unused_port
from prometheus_client.parser import text_string_to_metric_families
from psycopg.rows import dict_row

from tests.e2e.processes import Command, environment
from tests.stubs.telegram import TelegramStub
from tests.waiting import until

SECRET = "e2e-webhook_secret"


class Bot:
    """One gateway and one worker on one database."""

    def __init__(self, folder: Path, var_dir: Path, database: str, telegram: TelegramStub, **settings: object) -> None:
        self.telegram = telegram
        self.database = database
        self.url = f"http://127.0.0.1:{(port := unused_port())}"
        variables = environment(
            var_dir,
            database_url=database,
            port=port,
            telegram_bot_token=telegram.token,
            telegram_api_url=telegram.url,
            telegram_webhook_secret=SECRET,
            **{"public_url": self.url, **settings},
        )
        self.gateway = Command("gateway", variables, folder / "gateway.log")
        self.worker = Command("worker", variables, folder / "worker.log")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Bot]:
        """Both processes ready, and the webhook known to Telegram; stopped at the end, whatever happens."""
        try:
            await asyncio.gather(self.gateway.start(), self.worker.start())
            await self.gateway.says("webhook registered")
            await self.worker.says("worker ready")
            yield self
        finally:
            codes = await asyncio.gather(self.worker.stop(), self.gateway.stop())
        assert not any(codes), codes

    async def post(self, body: bytes, **headers: str) -> int:
        """A webhook call with these headers; the status it is answered with."""
        given = {"Content-Type": "application/json", **headers}
        url = f"{self.url}/webhooks/telegram"
        async with aiohttp.ClientSession(headers=given) as session, session.post(url, data=BytesIO(body)) as response:
            return response.status

    async def health(self) -> dict[str, Any]:
        """What /health says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/health") as response:
            assert response.status == 200
            found: dict[str, Any] = await response.json()
            return found

    async def metrics(self) -> Metrics:
        """What /metrics says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/metrics") as response:
            assert response.status == 200
            return Metrics(await response.text())

    async def idle(self) -> None:
        """Returns when every message taken in has been dealt with."""
        await until(lambda: not self.rows("SELECT id FROM procrastinate_jobs"), patience=60.0)

    def stored(self) -> dict[str, list[str]]:
        """All that is in the database, table by table, but for the workers' heartbeats."""
        tables = self.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [table["name"] for table in tables if table["name"] != "procrastinate_workers"]
        return {name: [row["all"] for row in self.rows(f'SELECT t::text AS all FROM "{name}" t')] for name in names}

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Rows of the bot's database."""
        return rows(self.database, query, *values)


class Metrics:
    """A scrape, read by Prometheus's own parser."""

    def __init__(self, text: str) -> None:
        self.text = text
        families = text_string_to_metric_families(text)
        self._samples = [sample for family in families for sample in family.samples]

    def value(self, name: str, **labels: str) -> float:
        """The sum of the samples of this name that have these labels; 0 without any."""
        return sum(sample.value for sample in self._samples if sample.name == name and has(sample.labels, labels))

    def labels(self, name: str) -> list[dict[str, str]]:
        """The labels of every sample of this name."""
        return [dict(sample.labels) for sample in self._samples if sample.name == name]


def has(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether `labels` has all of `wanted`."""
    return wanted.items() <= labels.items()


def rows(database: str, query: str, *values: object) -> list[dict[str, Any]]:
    """Rows of a database, each as a dictionary; none for a command without a result."""
    with psycopg.connect(database, autocommit=True, row_factory=dict_row) as connection:
        cursor = connection.execute(query.encode(), values)
        return cursor.fetchall() if cursor.description else []
