"""Updates in the shape of the documentation and of live calls, one a file in tests/fixtures/zalo_bot."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import structlog
from zalo_bot import Update

from bot.errors import Malformed, Unauthentic
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.settings import Settings
from bot.storage.database import open_engine
from bot.storage.turns import Turns
from connectors.zalo_bot import connect
from connectors.zalo_bot.connector import SECRET_HEADER, ZaloBot, webhook_secret
from connectors.zalo_bot.reading import without_mention

FIXTURES = Path(__file__).parents[2] / "fixtures" / "zalo_bot"
HEADERS = {SECRET_HEADER: "s3cret-of-ours"}
USER, GROUP = "6ede9afa66b88fe6d6a9", "zgr-f8a7101d77709e2ec761"


@pytest.fixture(scope="module")
def turns() -> Turns:
    """Reading needs no database."""
    return Turns(open_engine("postgresql://nobody@127.0.0.1:9/nothing"))


@pytest.fixture(scope="module")
def zalo(turns: Turns) -> ZaloBot:
    return ZaloBot(Settings(zalo_bot_token="1:abc", zalo_bot_webhook_secret="s3cret-of-ours"), turns)


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def read(zalo: ZaloBot, update: object) -> list[IncomingMessage]:
    return zalo.read(HEADERS, json.dumps(update).encode())


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", Kind.TEXT, "Quên mật khẩu VNeID thì làm sao?"),
        ("text_wrapped", Kind.TEXT, "Quên mật khẩu VNeID thì làm sao?"),
        ("image_documented", Kind.PHOTO, ""),
        ("image_live", Kind.PHOTO, ""),
        ("sticker", Kind.STICKER, ""),
        ("voice", Kind.VOICE, ""),
        ("unsupported", Kind.OTHER, ""),
    ],
)
def test_what_a_citizen_sends(zalo: ZaloBot, name: str, kind: Kind, text: str) -> None:
    before = time.time()
    (message,) = read(zalo, payload(name))
    assert (message.conversation, message.kind, message.text) == (f"zalobot:{USER}", kind, text)
    assert message.id == "2d758cb5e222177a4e35"
    assert before <= message.sent_at <= time.time()


def test_in_a_group_who_calls_the_bot_has_a_conversation_of_their_own(zalo: ZaloBot) -> None:
    (message,) = read(zalo, payload("group_mention"))
    assert (message.conversation, message.kind) == (f"zalobot:{GROUP}/{USER}", Kind.TEXT)
    assert message.text == "Bot Trợ lý số quên mật khẩu VNeID"


@pytest.mark.parametrize("names", [["Bot Trợ lý số"], ["bot.abc", "Bot Trợ lý số"]])
@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("@Bot Trợ lý số quên mật khẩu", "quên mật khẩu"),
        ("quên mật khẩu @bot trợ lý số", "quên mật khẩu"),
        ("@Bot Trợ lý số, quên mật khẩu", ", quên mật khẩu"),
        ("@Bot Trợ lý số", ""),
        ("@Lan hỏi giúp", "Lan hỏi giúp"),
        ("a@b.vn", "a@b.vn"),
    ],
)
def test_the_bots_name_is_no_part_of_the_question(names: list[str], text: str, rest: str) -> None:
    assert without_mention(text, names) == rest


@pytest.mark.parametrize(
    "name",
    ["group_no_mention", "group_image", "group_sticker", "unsupported_without_message", "from_a_bot", "channel"],
)
def test_what_is_not_meant_for_us(zalo: ZaloBot, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    assert logs == []


@pytest.mark.parametrize("name", ["link", "unknown_event", "no_event"])
def test_what_nobody_knows_is_ignored_and_noted(zalo: ZaloBot, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    assert [line["log_level"] for line in logs] == ["info"]


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("broken_*.json")))
def test_a_broken_update_is_left_out_with_a_log_line_that_holds_none_of_it(zalo: ZaloBot, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    (line,) = logs
    assert line["log_level"] == "warning"
    assert "bí mật" not in str(line)


def test_a_mention_alone_is_answered_as_something_else(zalo: ZaloBot) -> None:
    update = payload("group_mention")
    update["message"]["text"] = ""
    update["message"]["mentions"] = [{"uid": "1"}]
    assert read(zalo, update)[0].kind is Kind.OTHER


def test_a_text_is_cut_and_holds_only_what_can_be_stored(zalo: ZaloBot) -> None:
    update = payload("text")
    update["message"]["text"] = " \x00một dòng\nhai" + "a" * LONGEST_TEXT
    (message,) = read(zalo, update)
    assert message.text.startswith("một dòng\nhaia")
    assert len(message.text) == LONGEST_TEXT


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"7", b"[" * 100_000])
def test_what_is_no_object_is_malformed(zalo: ZaloBot, body: bytes) -> None:
    with pytest.raises(Malformed):
        zalo.read(HEADERS, body)


@pytest.mark.parametrize("given", [None, "", "s3cret", "s3cret-of-oursx", "S3CRET-OF-OURS", "bí mật", "\udcff"])
@pytest.mark.parametrize("body", [b"{", b"{}", json.dumps(payload("text")).encode()])
def test_the_secret_comes_before_the_body(zalo: ZaloBot, given: str, body: bytes) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    with pytest.raises(Unauthentic):
        zalo.read(headers, body)


def test_without_a_secret_in_the_settings_one_is_made_from_the_token() -> None:
    made = webhook_secret(Settings(zalo_bot_token="1:abc"))
    assert made == webhook_secret(Settings(zalo_bot_token="1:abc")), "every gateway makes the same"
    assert made != webhook_secret(Settings(zalo_bot_token="1:abd"))
    assert len(made) == 64
    assert "abc" not in made


@pytest.mark.parametrize("name", ["text", "image_live", "sticker", "voice", "unsupported", "group_mention"])
def test_the_live_payloads_are_what_the_published_client_reads(name: str) -> None:
    update = Update.de_json(payload(name))
    assert update is not None
    assert update.message is not None
    assert update.message.from_user.id == USER


def test_no_token_no_connector(turns: Turns) -> None:
    assert connect(Settings(), turns) is None
    found = connect(Settings(zalo_bot_token="1:abc"), turns)
    assert found is not None
    assert (found.name, found.webhook, found.routes(), found.alarms()) == ("zalobot", "zalo-bot", [], [])
