"""A stub of the Bot Platform and the connector, with short waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import test_utils, web

from bot.messages import IncomingMessage
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors.gateway import create_app
from connectors.zalo_bot.connector import ZaloBot
from connectors.zalo_bot.waiting import Waits
from tests.stubs.zalo_bot import CHAT, ZaloBotStub

CONVERSATION = f"zalobot:{CHAT}"

Make = Callable[..., ZaloBot]


class Gateway:
    """The real webhook route around one connector; what it receives is kept in a list."""

    def __init__(self, make: Make, polling: bool = False, **settings: Any) -> None:
        self.port = test_utils.unused_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.webhook = f"{self.url}/webhooks/zalo-bot"
        self.received: list[IncomingMessage] = []
        self.failures: list[Exception] = []
        """Raised instead of receiving, one a call."""
        self.connector = make(public_url="" if polling else self.url, **settings)
        self._runner = web.AppRunner(create_app({"zalobot": self.connector}, self.receive, _nothing, _no_bytes))

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


async def _nothing() -> dict[str, Any]:
    return {}


async def _no_bytes() -> bytes:
    return b""


@pytest.fixture
def waits() -> Waits:
    return Waits(first=0.01, longest=0.04, person=0.03, quota=0.05, answer=0.5, poll=1, look=0.02)


@pytest_asyncio.fixture
async def stub() -> AsyncIterator[ZaloBotStub]:
    stub = ZaloBotStub()
    await stub.start()
    yield stub
    await stub.stop()


@pytest.fixture
def make(stub: ZaloBotStub, turns: Turns, waits: Waits) -> Make:
    """Connectors on one database, as the processes of one installation have them."""
    given = {"zalo_bot_token": stub.token, "zalo_bot_api_url": stub.url}
    return lambda **changes: ZaloBot(Settings(**{**given, **changes}), turns, waits)


@pytest_asyncio.fixture
async def connector(stub: ZaloBotStub, make: Make) -> AsyncIterator[ZaloBot]:
    """Ready to send to CHAT, which wrote before."""
    stub.chats.add(CHAT)
    connector = make()
    await connector.start(None)
    yield connector
    await connector.stop()
