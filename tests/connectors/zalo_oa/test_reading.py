"""Events in the shape of Zalo's documentation, one a file in tests/fixtures/zalo_oa."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.errors import Malformed, Unauthentic
from bot.messages import LONGEST_TEXT, Button, IncomingMessage, Kind
from bot.settings import Settings
from bot.storage.database import open_engine
from bot.storage.turns import Turns
from connectors.zalo_oa import connect
from connectors.zalo_oa.addresses import recipient
from connectors.zalo_oa.connector import ZaloOA
from connectors.zalo_oa.signature import HEADER, TIMESTAMP_HEADER, mac
from connectors.zalo_oa.words import tapped, words_of
from tests.stubs.zalo_oa_events import APP_ID, OA_SECRET, encode, sign

FIXTURES = Path(__file__).parents[2] / "fixtures" / "zalo_oa"
USER, CONVERSATION = "246845883529197922", "zalo:246845883529197922"
STAMP = "1543908534740"


@pytest.fixture(scope="module")
def turns() -> Turns:
    """Reading needs no database."""
    return Turns(open_engine("postgresql://nobody@127.0.0.1:9/nothing"))


@pytest.fixture(scope="module")
def zalo(turns: Turns) -> ZaloOA:
    settings = Settings(
        zalo_oa_app_id=APP_ID, zalo_oa_app_secret="app-secret", zalo_oa_secret_key=OA_SECRET, secret_key="key"
    )
    connector = connect(settings, turns)
    assert isinstance(connector, ZaloOA)
    return connector


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def read(zalo: ZaloOA, event: dict[str, Any], **headers: str) -> list[IncomingMessage]:
    body = encode(event)
    return zalo.read({HEADER: sign(body, str(event.get("timestamp", ""))), **headers}, body)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", Kind.TEXT, "Quên mật khẩu VNeID thì làm sao?"),
        ("text_with_quote", Kind.TEXT, "cái này ạ"),
        ("button_tapped", Kind.BUTTON, '/go{"to":"begin:vneid_quen_mat_khau"}'),
        ("link", Kind.TEXT, "https://vneid.gov.vn/"),
        ("image", Kind.PHOTO, ""),
        ("gif", Kind.OTHER, ""),
        ("audio", Kind.VOICE, ""),
        ("video", Kind.OTHER, ""),
        ("sticker", Kind.STICKER, ""),
        ("location", Kind.LOCATION, ""),
        ("business_card", Kind.OTHER, ""),
        ("file", Kind.FILE, ""),
    ],
)
def test_what_a_citizen_sends(zalo: ZaloOA, name: str, kind: Kind, text: str) -> None:
    before = time.time()
    (message,) = read(zalo, payload(name))
    assert (message.conversation, message.kind, message.text) == (CONVERSATION, kind, text)
    assert message.id == "96d3cdf3af150460909"
    assert before <= message.sent_at <= time.time()


@pytest.mark.parametrize(("name", "kind"), [("anonymous_text", Kind.TEXT), ("anonymous_image", Kind.PHOTO)])
def test_an_anonymous_citizen_has_an_address(zalo: ZaloOA, name: str, kind: Kind) -> None:
    (message,) = read(zalo, payload(name))
    assert (message.conversation, message.kind) == (f"zalo:anonymous/{USER}/c7d1f0a9e2", kind)
    assert recipient(message.conversation) == {"anonymous_id": USER, "conversation_id": "c7d1f0a9e2"}
    assert recipient(CONVERSATION) == {"user_id": USER}


def test_who_follows_is_greeted_like_one_who_starts(zalo: ZaloOA) -> None:
    (message,) = read(zalo, payload("follow"))
    assert (message.conversation, message.kind, message.text) == (CONVERSATION, Kind.TEXT, "/start")
    assert read(zalo, payload("follow"))[0].id == message.id, "delivered again"
    assert read(zalo, {**payload("follow"), "timestamp": "1543908534741"})[0].id != message.id, "followed again"


@pytest.mark.parametrize(
    ("name", "kind", "conversation"),
    [
        ("oa_send_text_staff", Kind.TAKEN_OVER, CONVERSATION),
        ("oa_send_image_staff", Kind.TAKEN_OVER, CONVERSATION),
        ("oa_send_anonymous_text_staff", Kind.TAKEN_OVER, f"zalo:anonymous/{USER}/c7d1f0a9e2"),
        ("oa_send_text_release", Kind.RELEASED, CONVERSATION),
        ("user_withdraw", Kind.WITHDRAWN, CONVERSATION),
    ],
)
def test_what_happens_to_a_conversation(zalo: ZaloOA, name: str, kind: Kind, conversation: str) -> None:
    (message,) = read(zalo, payload(name))
    assert (message.conversation, message.kind, message.text) == (conversation, kind, "")


@pytest.mark.parametrize("text", ["#bot", " #BOT ", "#trolyso", "#Trợ lý số"])
def test_words_that_give_a_conversation_back(zalo: ZaloOA, text: str) -> None:
    event = payload("oa_send_text_staff")
    event["message"]["text"] = text
    assert read(zalo, event)[0].kind is Kind.RELEASED


@pytest.mark.parametrize("text", ["bot", "bác hỏi bot nhé", "#botnet", "# bot ơi", ""])
def test_words_that_do_not(zalo: ZaloOA, text: str) -> None:
    event = payload("oa_send_text_staff")
    event["message"]["text"] = text
    assert read(zalo, event)[0].kind is Kind.TAKEN_OVER


def test_a_wish_to_be_forgotten_has_the_time_at_which_it_was_made(zalo: ZaloOA) -> None:
    now = time.time()
    event = payload("user_withdraw")
    (message,) = read(zalo, {**event, "timestamp": f"{(now - 3600) * 1000:.0f}"})
    assert abs(message.sent_at - (now - 3600)) < 1
    for stamp in ("154390853474", f"{(now + 9999) * 1000:.0f}", "x", None):
        (message,) = read(zalo, {**event, "timestamp": stamp} if stamp else {**event, "timestamp": ""})
        assert abs(message.sent_at - now) < 5, "an impossible time"


@pytest.mark.parametrize(
    "name",
    [
        "unfollow",
        "user_click_chatnow",
        "user_submit_info",
        "user_seen_message",
        "user_received_message",
        "user_reacted_message",
        "oa_send_text_echo",
        "group_message",
        "template_status",
    ],
)
def test_what_asks_for_no_answer(zalo: ZaloOA, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    assert logs == []


@pytest.mark.parametrize("name", ["unknown_event", "no_event_name"])
def test_what_nobody_knows_is_ignored_and_noted(zalo: ZaloOA, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    assert [line["log_level"] for line in logs] == ["info"]


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("broken_*.json")))
def test_a_broken_event_is_left_out_with_a_log_line_that_holds_none_of_it(zalo: ZaloOA, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        assert read(zalo, payload(name)) == []
    (line,) = logs
    assert line["log_level"] == "warning"
    assert "bí mật" not in str(line)


def test_a_text_is_cut_and_holds_only_what_can_be_stored(zalo: ZaloOA) -> None:
    event = payload("text")
    event["message"]["text"] = " \x00một dòng\nhai" + "a" * LONGEST_TEXT
    (message,) = read(zalo, event)
    assert message.text.startswith("một dòng\nhaia")
    assert len(message.text) == LONGEST_TEXT


def test_a_text_of_nothing_is_something_else(zalo: ZaloOA) -> None:
    event = payload("text")
    event["message"]["text"] = " \x00 "
    assert read(zalo, event)[0].kind is Kind.OTHER


def test_a_second_delivery_is_noted_and_has_the_same_id(zalo: ZaloOA) -> None:
    (first,) = read(zalo, payload("text"))
    with structlog.testing.capture_logs() as logs:
        (second,) = read(zalo, payload("text"), num_retry="1")
    assert first.id == second.id
    assert logs[0]["retry"] == "1"


# The proof


def test_the_formula_is_the_published_one() -> None:
    """The vector was made with coreutils' sha256sum."""
    body = (
        '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
        '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
        '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1543908534740"}'
    ).encode()
    made = mac("360846524940903967", body, "1543908534740", "testsecret")
    assert made == "e946e2ea2e1f64d9f038e75e436bae524b63c6260f8d7bee3e20c2353245d3db"


@pytest.mark.parametrize("form", ["mac={}", "mac = {}", "{}", "MAC={}", " mac={} "])
def test_ways_to_write_the_signature(zalo: ZaloOA, form: str) -> None:
    body = encode(payload("text"))
    hexadecimal = mac(APP_ID, body, STAMP, OA_SECRET)
    assert zalo.read({HEADER: form.format(hexadecimal)}, body)
    assert zalo.read({HEADER: form.format(hexadecimal.upper())}, body)


def test_the_raw_bytes_are_signed(zalo: ZaloOA) -> None:
    body = json.dumps(payload("text"), indent=3).encode() + b"\n "
    assert zalo.read({HEADER: sign(body, STAMP)}, body)
    with pytest.raises(Unauthentic):
        zalo.read({HEADER: sign(body, STAMP)}, body.strip())


@pytest.mark.parametrize("stamp", [STAMP, 1543908534740])
def test_a_time_stamp_is_a_string_or_a_number(zalo: ZaloOA, stamp: object) -> None:
    body = encode({**payload("text"), "timestamp": stamp})
    assert zalo.read({HEADER: sign(body, STAMP)}, body)


def test_the_time_stamp_of_the_header_is_tried_too(zalo: ZaloOA) -> None:
    body = encode(payload("text"))
    assert zalo.read({HEADER: sign(body, "1700000000000"), TIMESTAMP_HEADER: "1700000000000"}, body)
    without = {name: value for name, value in payload("text").items() if name != "timestamp"}
    body = encode(without)
    assert zalo.read({HEADER: sign(body, STAMP), TIMESTAMP_HEADER: STAMP}, body)
    assert zalo.read({HEADER: sign(body, "")}, body)


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b" { } "])
def test_the_consoles_probe_passes_without_a_signature(zalo: ZaloOA, body: bytes) -> None:
    assert zalo.read({}, body) == []


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b'{"event_name":"user_send_text"}', encode(payload("text"))])
@pytest.mark.parametrize(
    "given",
    ["", "mac=", "mac=" + "0" * 64, "mac=bí mật", "mac=" + "0" * 65, sign(encode(payload("text")), STAMP, secret="x")],
)
def test_what_is_not_signed_is_refused(zalo: ZaloOA, body: bytes, given: str) -> None:
    with pytest.raises(Unauthentic):
        zalo.read({HEADER: given} if given else {}, body)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000, b"7"])
def test_what_is_signed_and_no_event_is_malformed(zalo: ZaloOA, body: bytes) -> None:
    with pytest.raises(Malformed):
        zalo.read({HEADER: sign(body, STAMP), TIMESTAMP_HEADER: STAMP}, body)


def test_an_empty_object_with_a_wrong_signature_is_no_probe(zalo: ZaloOA) -> None:
    with pytest.raises(Unauthentic):
        zalo.read({HEADER: "mac=" + "0" * 64}, b"{}")


def test_an_event_of_another_app_is_refused(zalo: ZaloOA) -> None:
    body = encode({**payload("text"), "app_id": "1"})
    for app_id in ("1", APP_ID):
        with pytest.raises(Unauthentic):
            zalo.read({HEADER: sign(body, STAMP, app_id=app_id)}, body)


# Buttons


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (Button("Tiếp", '/go{"to":"s:vneid_muc_2/mo_app"}'), "Tiếp #s:vneid_muc_2/mo_app"),
        (Button("Còn dùng", '/go{"to":"a:vneid_muc_2/sim=con"}'), "Còn dùng #a:vneid_muc_2/sim=con"),
        (Button("Danh mục", '/go{"to":"menu:"}'), "Danh mục #menu:"),
        (Button("👍 Có ích", '/go{"to":"up:so_do"}'), "👍 Có ích #up:so_do"),
    ],
)
def test_a_button_says_where_it_leads(button: Button, words: str) -> None:
    assert words_of(button) == words
    assert tapped(words) == button.payload


def test_a_payload_of_another_kind_is_said_by_its_title() -> None:
    assert words_of(Button("Gặp người thật", "/desk")) == "Gặp người thật"


@pytest.mark.parametrize(
    "words", ["Tiếp", "# tiếp", "#tiep", "mã #123456", "#", "Tiếp#menu:", "Tiếp #s:VNeID/x", "#s:a/" + "b" * 60]
)
def test_words_that_no_button_says(words: str) -> None:
    assert tapped(words) is None


def test_long_titles_are_cut() -> None:
    assert len(words_of(Button("chữ " * 40, "/x"))) == 100


# On and off


def test_without_an_app_there_is_no_connector(turns: Turns) -> None:
    settings = {"zalo_oa_app_id": APP_ID, "zalo_oa_app_secret": "s"}
    assert connect(Settings(), turns) is None
    for missing in settings:
        with structlog.testing.capture_logs() as logs:
            assert connect(Settings(**{**settings, missing: ""}), turns) is None
        assert logs[0]["missing"] == [missing.upper()]


@pytest.mark.parametrize("body", [encode(payload("text")), b"[]", b"x"])
def test_before_zalo_showed_its_secret_only_the_probe_passes(turns: Turns, body: bytes) -> None:
    settings = Settings(zalo_oa_app_id=APP_ID, zalo_oa_app_secret="s", secret_key="key")
    connector = connect(settings, turns)
    assert connector is not None
    assert connector.read({}, b"{}") == []
    with pytest.raises(Unauthentic):
        connector.read({HEADER: sign(body, STAMP, secret=""), TIMESTAMP_HEADER: STAMP}, body)
    assert "ZALO_OA_SECRET_KEY" in connector.alarms()[0]


def test_with_all_settings_nothing_is_to_do(zalo: ZaloOA) -> None:
    assert (zalo.name, zalo.webhook, zalo.answer_within) == ("zalo", "zalo-oa", 1.0)
    assert zalo.alarms() == []
