"""A stub of Telegram and the connector, with short waits."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import test_utils, web

from bot.messages import IncomingMessage
from bot.settings import Settings
from connectors.gateway import create_app
from connectors.telegram.connector import Telegram
from connectors.telegram.waiting import Waits
from tests.stubs.telegram import TelegramStub
from tests.waiting import until

CHAT = 512340987


class Gateway:
    """The real webhook routes around one connector; what it receives is kept in a list."""

    def __init__(self, stub: TelegramStub, waits: Waits, **settings: Any) -> None:
        self.port = test_utils.unused_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.webhook = f"{self.url}/webhooks/telegram"
        self.received: list[IncomingMessage] = []
        self.failures: list[Exception] = []
        """Raised instead of receiving, one a call."""
        public = {"public_url": self.url, **settings}
        self.connector = Telegram(Settings(telegram_bot_token=stub.token, telegram_api_url=stub.url, **public), waits)
        with warnings.catch_warnings():
            # aiohttp takes the webhook's handler, an object, for a plain function.
            warnings.filterwarnings("ignore", "Bare functions are deprecated")
            app = create_app({"telegram": self.connector}, self.receive, _nothing, _no_bytes)
        self._runner = web.AppRunner(app)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        await self.connector.start(self.receive)

    async def stop(self) -> None:
        await self.connector.stop()
        await self._runner.cleanup()

    async def receive(self, messages: list[IncomingMessage]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.received.extend(messages)

    async def post(self, body: bytes, **headers: str) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook, data=body, headers=headers) as response,
        ):
            return response.status


async def _nothing() -> dict[str, Any]:
    return {}


async def _no_bytes() -> bytes:
    return b""


@pytest.fixture
def waits() -> Waits:
    return Waits(first=0.01, longest=0.04, wrong_token=0.03, answer=0.5, poll=5)


@pytest_asyncio.fixture
async def stub() -> AsyncIterator[TelegramStub]:
    stub = TelegramStub(second=0.01, patience=5.0)
    await stub.start()
    yield stub
    await stub.stop()


@pytest_asyncio.fixture
async def connector(stub: TelegramStub, waits: Waits) -> AsyncIterator[Telegram]:
    """Ready to send to CHAT, which wrote before."""
    connector = Telegram(Settings(telegram_bot_token=stub.token, telegram_api_url=stub.url), waits)
    stub.meet(stub.updates.message(CHAT, text="/start"))
    await connector.start(None)
    yield connector
    await connector.stop()


@pytest_asyncio.fixture
async def gateway(stub: TelegramStub, waits: Waits) -> AsyncIterator[Gateway]:
    """A running gateway with a registered webhook."""
    gateway = Gateway(stub, waits)
    await gateway.start()
    await until(lambda: stub.webhook is not None)
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture
async def poller(stub: TelegramStub, waits: Waits) -> AsyncIterator[Gateway]:
    """A running gateway without a public address: it polls."""
    poller = Gateway(stub, waits, public_url="")
    await poller.start()
    yield poller
    await poller.stop()
