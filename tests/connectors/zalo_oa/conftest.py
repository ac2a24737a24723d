"""A stub of Zalo and the connector, with short waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.storage.turns import Turns
from connectors.zalo_oa.connector import ZaloOA
from connectors.zalo_oa.waiting import Waits
from tests import waiting
from tests.stubs.zalo_oa import ZaloOAStub
from tests.stubs.zalo_oa_events import APP_ID, OA_SECRET, USER
from tests.stubs.zalo_oa_login import APP_SECRET

CONVERSATION = f"zalo:{USER}"

MakeSettings = Callable[..., Settings]
MakeConnector = Callable[..., ZaloOA]


@pytest.fixture
def waits() -> Waits:
    return Waits(answer=0.5, person=0.03, rate=0.02, renew_again=0.2, look=0.02)


@pytest_asyncio.fixture
async def stub() -> AsyncIterator[ZaloOAStub]:
    stub = ZaloOAStub()
    await stub.start()
    yield stub
    await stub.stop()


@pytest.fixture
def settings(stub: ZaloOAStub, var_dir: Path) -> MakeSettings:
    """The settings of an installation whose first refresh token is the stub's."""
    given: dict[str, Any] = {
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_secret_key": OA_SECRET,
        "zalo_oa_refresh_token": stub.login.refresh,
        "zalo_oa_api_url": stub.url,
        "zalo_oa_oauth_url": stub.url,
        "secret_key": "key",
        "var_dir": var_dir,
    }
    return lambda **changes: Settings(**{**given, **changes})


@pytest.fixture
def make(settings: MakeSettings, turns: Turns, waits: Waits) -> MakeConnector:
    """Connectors on one database, as the processes of one installation have them."""
    return lambda **changes: ZaloOA(settings(**changes), turns, waits)


@pytest_asyncio.fixture
async def connector(make: MakeConnector) -> AsyncIterator[ZaloOA]:
    """Ready to send, as in a worker."""
    connector = make()
    await connector.start(None)
    yield connector
    await connector.stop()


@pytest.fixture
def until() -> Callable[..., Any]:
    return waiting.until
