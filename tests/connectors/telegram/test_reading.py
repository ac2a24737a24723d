"""Updates in the shape of the Bot API's documentation, one a file in tests/fixtures/telegram."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import structlog
from telegram import Update

from bot.errors import Malformed, Unauthentic
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.settings import Settings
from connectors.telegram import connect
from connectors.telegram.connector import SECRET_HEADER, Telegram, webhook_secret

FIXTURES = Path(__file__).parents[2] / "fixtures" / "telegram"
SETTINGS = Settings(telegram_bot_token="123456:ABC-def", telegram_webhook_secret="s3cret_")
HEADERS = {SECRET_HEADER: "s3cret_"}
CONVERSATION = "telegram:512340987"


@pytest.fixture(scope="module")
def telegram() -> Telegram:
    return Telegram(SETTINGS)


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def read(telegram: Telegram, update: object) -> list[IncomingMessage]:
    return telegram.read(HEADERS, json.dumps(update).encode())


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", Kind.TEXT, "Quên mật khẩu VNeID thì làm sao?"),
        ("start_with_payload", Kind.TEXT, "/start vneid-quen-mat-khau"),
        ("photo_with_caption", Kind.PHOTO, ""),
        ("voice", Kind.VOICE, ""),
        ("audio", Kind.VOICE, ""),
        ("video_note", Kind.VOICE, ""),
        ("sticker", Kind.STICKER, ""),
        ("location", Kind.LOCATION, ""),
        ("document", Kind.FILE, ""),
        ("animation", Kind.OTHER, ""),
        ("video", Kind.OTHER, ""),
        ("contact", Kind.OTHER, ""),
        ("dice", Kind.OTHER, ""),
        ("callback_query", Kind.BUTTON, '/go{"to":"vneid-quen-mat-khau:sim:con"}'),
        ("callback_query_message_too_old", Kind.BUTTON, '/go{"to":"vneid-quen-mat-khau:sim:con"}'),
        ("callback_query_message_gone", Kind.BUTTON, '/go{"to":"vneid-quen-mat-khau:sim:con"}'),
    ],
)
def test_what_a_citizen_sends(telegram: Telegram, name: str, kind: Kind, text: str) -> None:
    before = time.time()
    update = payload(name)
    (message,) = read(telegram, update)
    assert (message.conversation, message.kind, message.text) == (CONVERSATION, kind, text)
    assert message.id == f"u{update['update_id']}"
    assert before <= message.sent_at <= time.time()


@pytest.mark.parametrize(
    "name",
    [
        "edited_message",
        "group_message",
        "pinned_message",
        "callback_query_without_data",
        "callback_query_in_group",
        "my_chat_member_blocked",
        "unknown_kind",
    ],
)
def test_what_is_not_meant_for_us(telegram: Telegram, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(telegram, payload(name)) == []
    assert logs == []


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("broken_*.json")))
def test_a_broken_update_is_left_out_with_a_log_line_that_holds_none_of_it(telegram: Telegram, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(telegram, payload(name)) == []
    (line,) = logs
    assert line["log_level"] == "warning"
    assert set(line) == {"event", "error", "log_level"}


@pytest.mark.parametrize("update", [None, [], 7, "x", {}, {"update_id": "x", "message": []}])
def test_json_that_is_no_update(telegram: Telegram, update: object) -> None:
    assert read(telegram, update) == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_malformed(telegram: Telegram, body: bytes) -> None:
    with pytest.raises(Malformed):
        telegram.read(HEADERS, body)


@pytest.mark.parametrize("given", [None, "", "s3cret", "s3cret_x", "S3CRET_", "bí mật", "\udcff"])
@pytest.mark.parametrize("body", [b"{", json.dumps(payload("text")).encode()])
def test_the_secret_comes_before_the_body(telegram: Telegram, given: str, body: bytes) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    with pytest.raises(Unauthentic):
        telegram.read(headers, body)


def test_without_a_secret_in_the_settings_one_is_made_from_the_token() -> None:
    token = "123456:ABC-def"
    made = webhook_secret(Settings(telegram_bot_token=token))
    assert made == webhook_secret(Settings(telegram_bot_token=token)), "every gateway makes the same"
    assert made != webhook_secret(Settings(telegram_bot_token="123456:other"))
    assert len(made) == 64
    assert token not in made
    telegram = Telegram(Settings(telegram_bot_token=token))
    with pytest.raises(Unauthentic):
        telegram.read({}, b"{}")
    assert telegram.read({SECRET_HEADER: made}, json.dumps(payload("text")).encode())


def test_a_text_is_cut_and_holds_only_what_can_be_stored(telegram: Telegram) -> None:
    update = payload("text")
    update["message"]["text"] = " \x00một\ud83d dòng\nhai" + "a" * LONGEST_TEXT
    (message,) = read(telegram, update)
    assert message.text.startswith("một dòng\nhaia")
    assert len(message.text) == LONGEST_TEXT


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.json") if "broken" not in path.stem))
def test_the_payloads_are_what_the_library_knows(name: str) -> None:
    update = Update.de_json(payload(name))
    assert name == "unknown_kind" or not update.api_kwargs
    said = update.message or update.callback_query
    assert said is None or not said.api_kwargs


def test_no_token_no_connector(turns: Any) -> None:
    assert connect(Settings(), turns) is None
    found = connect(SETTINGS, turns)
    assert found is not None
    assert (found.name, found.webhook, found.routes()) == ("telegram", "telegram", [])
