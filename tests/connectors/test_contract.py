"""What every connector keeps to, run over the list of connectors: the newest has these tests before its own.

A new connector adds its settings to SETTINGS, and to PROOFS how a call proves where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.connector import Connector
from bot.errors import Malformed, Unauthentic
from bot.messages import Button, Reply
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors import CONNECTORS, open_connectors

pytestmark = pytest.mark.thorough

SETTINGS = {
    "telegram_bot_token": "123456:TEST-token_for_contract",
    "telegram_webhook_secret": "contract_secret",
    "zalo_oa_app_id": "360846524940903967",
    "zalo_oa_app_secret": "contract_app_secret",
    "zalo_oa_secret_key": "contract_oa_secret",
    "zalo_oa_refresh_token": "contract_refresh_token",
    "zalo_bot_token": "12345689:contract-token",
    "zalo_bot_webhook_secret": "contract_bot_secret",
}

Proof = Callable[[bytes], dict[str, str]]


def _signed(body: bytes) -> dict[str, str]:
    """As Zalo signs a call of an Official Account: a plain SHA-256, the time stamp in the header."""
    stamp = "1700000000000"
    parts = SETTINGS["zalo_oa_app_id"].encode(), body, stamp.encode(), SETTINGS["zalo_oa_secret_key"].encode()
    return {"X-ZEvent-Signature": f"mac={sha256(b''.join(parts)).hexdigest()}", "X-ZEvent-Timestamp": stamp}


PROOFS: dict[str, Proof] = {
    "telegram": lambda _body: {"X-Telegram-Bot-Api-Secret-Token": "contract_secret"},
    "zalo": _signed,
    "zalobot": lambda _body: {"X-Bot-Api-Secret-Token": "contract_bot_secret"},
}
"""Connector with a webhook → the headers that prove a call of its platform."""

NAMES = ["telegram", "web", "zalo", "zalobot"]


@pytest.fixture
def connectors(turns: Turns) -> dict[str, Connector]:
    return open_connectors(Settings(**SETTINGS), turns)


@pytest.fixture(params=NAMES)
def connector(request: pytest.FixtureRequest, connectors: dict[str, Connector]) -> Connector:
    return connectors[request.param]


def test_the_list_is_complete(connectors: dict[str, Connector]) -> None:
    assert sorted(connectors) == sorted(NAMES)
    assert len(CONNECTORS) == len(NAMES)


def test_without_settings_only_the_web_chat_is_on(turns: Turns) -> None:
    assert list(open_connectors(Settings(), turns)) == ["web"]


def test_names_begin_conversations_unmistakably(connectors: dict[str, Connector]) -> None:
    assert all(name == connector.name and ":" not in name for name, connector in connectors.items())


def test_webhooks_have_paths_of_their_own(connectors: dict[str, Connector]) -> None:
    paths = [connector.webhook for connector in connectors.values() if connector.webhook is not None]
    assert len(set(paths)) == len(paths) == len(PROOFS)


def _refusal(connector: Connector, headers: dict[str, str], body: bytes) -> Optional[type[Exception]]:
    try:
        connector.read(headers, body)
    except (Unauthentic, Malformed) as error:
        return type(error)
    return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(body=some.binary(max_size=300), headers=some.dictionaries(some.text(max_size=20), some.text(max_size=20)))
def test_a_call_without_proof_never_gets_in(connector: Connector, body: bytes, headers: dict[str, str]) -> None:
    expected = Unauthentic if connector.webhook else Malformed
    refusal = _refusal(connector, headers, body)
    probe = connector.name == "zalo" and refusal is None  # its console calls with nothing in the body before it signs
    assert refusal is expected or (probe and connector.read(headers, body) == [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(
    body=some.one_of(
        some.binary(max_size=300), some.from_regex(r'\{"[a-z_]{1,12}": ?[0-9\["{}\]a-z]{0,20}\}').map(str.encode)
    )
)
def test_a_proven_call_with_any_body_is_read_or_malformed(connector: Connector, body: bytes) -> None:
    if connector.name in PROOFS:
        assert _refusal(connector, PROOFS[connector.name](body), body) in (None, Malformed)


def test_nothing_is_lost_in_packing(connector: Connector) -> None:
    replies = [
        Reply("Một", title="Tên bài"),
        Reply("Hai", buttons=(Button("Tiếp", '/go{"to":"menu:"}'), Button("Trước", '/go{"to":"help:"}'))),
    ]
    packed = connector.pack(f"{connector.name}:1", replies)
    text = "\n".join(f"{reply.title or ''}\n{reply.text}" for reply in packed)
    assert text.index("Tên bài") < text.index("Một") < text.index("Hai")
    buttons = [button.title for reply in packed for button in reply.buttons]
    assert buttons in ([], ["Tiếp", "Trước"])
    assert buttons or (text.index("Hai") < text.index("1. Tiếp") < text.index("2. Trước"))


def test_there_is_nothing_to_worry_about_at_first(connector: Connector) -> None:
    assert connector.alarms() == []
