"""Several gateways and workers on one database, each on a machine of its own as far as it can tell."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from aiohttp.test_utils import unused_port

from tests.e2e.balancer import balancing
from tests.e2e.conftest import link_model
from tests.e2e.processes import Command, environment
from tests.stubs.telegram import TelegramStub


@dataclass(frozen=True)
class Kill:
    """One SIGKILL: when, on the monotonic clock, and of what."""

    at: float
    command: str


class Fleet:
    """Keeps its processes running as systemd would: what is killed is started again."""

    def __init__(
        self, folder: Path, model: Path, database: str, telegram: TelegramStub, gateways: int, workers: int
    ) -> None:
        self.telegram = telegram
        self.database = database
        self.kills: list[Kill] = []
        self._port = unused_port()
        self._gateway_ports = [unused_port() for _ in range(gateways)]
        settings: dict[str, object] = {
            "database_url": database,
            "public_url": f"http://127.0.0.1:{self._port}",
            "secret_key": "one-for-the-whole-fleet",
            "telegram_bot_token": telegram.token,
            "telegram_api_url": telegram.url,
        }

        def command(name: str, number: int, **more: object) -> Command:
            home = folder / f"{name}{number}"
            home.mkdir()
            return Command(name, environment(link_model(model, home / "var"), **settings, **more), home / "log")

        self.gateways = [command("gateway", number, port=port) for number, port in enumerate(self._gateway_ports)]
        self.workers = [command("worker", number) for number in range(workers)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Fleet]:
        """All processes ready; at the end all of them stop, gracefully."""
        everybody = [*self.workers, *self.gateways]
        async with balancing(self._port, [f"http://127.0.0.1:{port}" for port in self._gateway_ports]):
            try:
                await asyncio.gather(*(one.start() for one in everybody))
                await asyncio.gather(*(one.says("webhook registered") for one in self.gateways))
                await asyncio.gather(*(one.says("worker ready") for one in self.workers))
                yield self
            finally:
                codes = await asyncio.gather(*(one.stop() for one in everybody))
            loading = [-signal.SIGTERM if "worker ready" not in one.events() else 0 for one in self.workers]
            assert codes == [*loading, *(0 for _ in self.gateways)]

    async def kill_gateways(self, dice: Random, times: int) -> None:
        """Now this one, now that one, a moment after it became ready."""
        for _ in range(times):
            await self._kill(dice.choice(self.gateways), "gateway ready", dice.uniform(0.2, 2.0))

    async def kill_workers(self, dice: Random, times: int) -> None:
        """Soon after it became ready, when it has most to do."""
        for number in range(times):
            await self._kill(self.workers[number % len(self.workers)], "worker ready", dice.uniform(0.05, 1.0))

    async def _kill(self, command: Command, ready: str, after: float) -> None:
        await command.says(ready)
        await asyncio.sleep(after)
        self.kills.append(Kill(time.monotonic(), command.name))
        await command.kill()
        await command.start()
