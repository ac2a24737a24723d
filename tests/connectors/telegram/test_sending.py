"""Replies as citizens see them, and what each of Telegram's errors does to them."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections.abc import Callable

import pytest
import structlog
from telegram import Message

from bot.errors import CannotReach, SendError, SendLater
from bot.messages import Button, Reply
from bot.settings import Settings
from connectors.telegram.connector import Telegram
from connectors.telegram.waiting import Waits
from tests.connectors.telegram.conftest import CHAT
from tests.stubs.telegram import TelegramStub
from tests.stubs.telegram_checks import Refused
from tests.stubs.telegram_faults import (
    Fault,
    blocked,
    drop,
    error_page,
    hang,
    late,
    refused,
    server_error,
    too_many,
)

CONVERSATION = f"telegram:{CHAT}"
PICTURE = "https://example.vn/vneid/buoc-1.png"
HELLO = Reply("Chào bác ạ.")
LONG = Reply("\n\n".join(f"Đoạn {number}. " + "chữ " * 900 for number in range(3)), buttons=(Button("Tiếp", "/tiep"),))


def texts(stub: TelegramStub) -> list[str]:
    return [sent.picture or sent.text for sent in stub.sent]


async def test_a_reply_with_everything(stub: TelegramStub, connector: Telegram) -> None:
    buttons = (
        Button("Còn", '/go{"to":"a"}'),
        Button("Không", '/go{"to":"b"}'),
        Button("Xem tất cả các bước", "/tat_ca"),
    )
    await connector.send(CONVERSATION, Reply("Bấm <Đăng nhập> & chờ 5 > 3 giây.", "Bước 1/3 <b>", buttons, PICTURE))
    picture, words = stub.sent
    assert (picture.chat_id, picture.picture, picture.text, picture.buttons) == (CHAT, PICTURE, "", [])
    assert words.text == "Bước 1/3 <b>\n\nBấm <Đăng nhập> & chờ 5 > 3 giây."
    assert words.html == "<b>Bước 1/3 &lt;b&gt;</b>\n\nBấm &lt;Đăng nhập&gt; &amp; chờ 5 &gt; 3 giây."
    assert words.message["entities"] == [{"type": "bold", "offset": 0, "length": 12}]
    assert words.buttons == [
        [("Còn", '/go{"to":"a"}'), ("Không", '/go{"to":"b"}')],
        [("Xem tất cả các bước", "/tat_ca")],
    ]
    (call,) = stub.calls_of("sendMessage")
    assert json.loads(call["link_preview_options"]) == {"is_disabled": True}


async def test_a_long_reply_comes_in_order_with_the_buttons_last(stub: TelegramStub, connector: Telegram) -> None:
    await connector.send(CONVERSATION, LONG)
    assert [text[:6] for text in texts(stub)] == ["Đoạn 0", "Đoạn 1", "Đoạn 2"]
    assert [sent.buttons for sent in stub.sent] == [[], [], [[("Tiếp", "/tiep")]]]


async def test_an_empty_reply_sends_nothing(stub: TelegramStub, connector: Telegram) -> None:
    await connector.send(CONVERSATION, Reply(""))
    assert stub.calls == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(refused("Bad Request: wrong file identifier/HTTP URL specified"), id="refused"),
        pytest.param(late(0.7), id="too slow", marks=pytest.mark.thorough),
    ],
)
async def test_the_words_go_without_a_picture(stub: TelegramStub, connector: Telegram, fault: Fault) -> None:
    stub.fail("sendPhoto", fault)
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", picture=PICTURE))
    assert texts(stub)[-1] == "Bấm nút đỏ."


async def test_a_picture_telegram_cannot_load(stub: TelegramStub, connector: Telegram) -> None:
    stub.broken_pictures.add(PICTURE)
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", picture=PICTURE))
    assert texts(stub) == ["Bấm nút đỏ."]


async def test_html_that_telegram_does_not_read_goes_without(stub: TelegramStub, connector: Telegram) -> None:
    stub.fail("sendMessage", refused("Bad Request: can't parse entities: Unsupported start tag at byte offset 0"))
    await connector.send(CONVERSATION, Reply("1 < 2 & 3", "Tựa", (Button("Có", "/co"),)))
    (sent,) = stub.sent
    assert (sent.text, sent.message.get("entities"), sent.buttons) == ("Tựa\n\n1 < 2 & 3", None, [[("Có", "/co")]])
    assert "parse_mode" not in stub.calls_of("sendMessage")[-1]


@pytest.mark.parametrize(
    ("fault", "retry_in"),
    [
        (too_many(retry_after=7), 7.0),
        (server_error(500), None),
        (server_error(503), None),
        (error_page("<html>Bad gateway</html>"), None),
        pytest.param(hang(2.0), None, marks=pytest.mark.thorough),
        pytest.param(late(2.0), None, marks=pytest.mark.thorough),
        (drop(), None),
        (refused("Unauthorized", 401), 0.03),
        (refused("Not Found", 404), 0.03),
    ],
    ids=["429", "500", "503", "page", "hang", "late", "drop", "401", "404"],
)
async def test_what_passes_is_sent_later(
    stub: TelegramStub, connector: Telegram, fault: Fault, retry_in: float
) -> None:
    stub.fail("sendMessage", fault)
    with pytest.raises(SendLater) as failed:
        await connector.send(CONVERSATION, HELLO)
    assert failed.value.retry_in == retry_in
    before = len(stub.sent)
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == before + 1


@pytest.mark.parametrize(
    "fault",
    [
        blocked(),
        refused("Forbidden: user is deactivated", 403),
        refused("Bad Request: chat not found"),
        refused("Bad Request: message text is empty"),
        Fault(
            refusal=Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1007)
        ),
    ],
    ids=["blocked", "deactivated", "no chat", "bad request", "migrated"],
)
async def test_what_never_works_is_told(stub: TelegramStub, connector: Telegram, fault: Fault) -> None:
    stub.fail("sendMessage", fault)
    with pytest.raises(CannotReach):
        await connector.send(CONVERSATION, HELLO)


async def test_a_citizen_who_blocked_the_bot_or_never_wrote(stub: TelegramStub, connector: Telegram) -> None:
    stub.blocked.add(CHAT)
    for conversation in (CONVERSATION, "telegram:404", "telegram:abc", "telegram:"):
        with pytest.raises(CannotReach):
            await connector.send(conversation, Reply("Chào bác.", picture=PICTURE))
    assert stub.sent == []


async def test_the_platform_is_down_and_comes_back(stub: TelegramStub, connector: Telegram) -> None:
    await connector.send(CONVERSATION, HELLO)
    await stub.stop()
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    await stub.start()
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 2


@pytest.mark.parametrize("reply", [LONG, Reply("Chữ.", picture=PICTURE)], ids=["long", "picture"])
async def test_the_next_try_goes_on_after_what_arrived(stub: TelegramStub, connector: Telegram, reply: Reply) -> None:
    failing = _after(stub, 1 if reply.picture is None else 0)
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, reply)
    first = texts(stub)
    assert len(first) == 1
    failing()
    await connector.send(CONVERSATION, reply)
    whole = texts(stub)
    assert len(whole) == len(set(whole)) == (2 if reply.picture else 3)
    await connector.send(CONVERSATION, reply)
    assert texts(stub) == whole * 2, "the same reply again is sent whole"


async def test_two_conversations_do_not_share_progress(stub: TelegramStub, connector: Telegram) -> None:
    stub.meet(stub.updates.message(77, text="xin chào"))
    stub.fail("sendMessage", server_error())
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, Reply("Chữ.", picture=PICTURE))
    await connector.send("telegram:77", Reply("Chữ.", picture=PICTURE))
    assert [sent.picture for sent in stub.sent if sent.chat_id == 77] == [PICTURE, None]


@pytest.mark.thorough
async def test_a_slow_answer_is_waited_for(stub: TelegramStub, connector: Telegram) -> None:
    stub.fail("sendMessage", late(0.3))
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 1
    assert Waits().answer >= 20, "5 s, the library's default, is too short"


async def test_replies_of_many_conversations_go_side_by_side(stub: TelegramStub, connector: Telegram) -> None:
    chats = range(1000, 1040)
    for chat in chats:
        stub.meet(stub.updates.message(chat, text="/start"))
    stub.fail_always("sendMessage", hang(0.1))
    begin = time.monotonic()
    await asyncio.gather(*(connector.send(f"telegram:{chat}", HELLO) for chat in chats))
    assert time.monotonic() - begin < 2.0
    assert sorted(sent.chat_id for sent in stub.sent) == list(chats)


async def test_proxy_variables_are_not_obeyed(
    stub: TelegramStub, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # the environment, not our code
    connector = Telegram(Settings(telegram_bot_token=stub.token, telegram_api_url=stub.url), waits)
    stub.meet(stub.updates.message(CHAT, text="/start"))
    await connector.start(None)
    await connector.send(CONVERSATION, HELLO)
    await connector.stop()
    assert len(stub.sent) == 1


@pytest.mark.parametrize("encode", [str, lambda token: token.replace(":", "%3A")], ids=["plain", "encoded"])
async def test_the_token_is_in_no_error_and_no_log(
    stub: TelegramStub,
    connector: Telegram,
    encode: Callable[[str], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = f"<html>/bot{encode(stub.token)}/sendMessage is down</html>"
    secret = stub.token.partition(":")[2]
    for fault in (error_page(page), refused(page, 401), refused(page, 400), Fault(page=page, status=200)):
        stub.fail("sendMessage", fault)
        with structlog.testing.capture_logs() as logs, pytest.raises(SendError) as failed:
            await connector.send(CONVERSATION, HELLO)
        assert secret not in "".join(traceback.format_exception(failed.type, failed.value, failed.tb))
        assert secret not in str(logs)
        assert len(str(failed.value)) <= 200
    assert secret not in "".join(record.getMessage() for record in caplog.records if record.levelname != "INFO")


async def test_a_refused_token_is_logged_with_what_to_do(stub: TelegramStub, waits: Waits) -> None:
    connector = Telegram(Settings(telegram_bot_token="1:wrong", telegram_api_url=stub.url), waits)
    await connector.start(None)
    with structlog.testing.capture_logs() as logs, pytest.raises(SendLater) as failed:
        await connector.send(CONVERSATION, HELLO)
    await connector.stop()
    assert failed.value.retry_in == waits.wrong_token
    assert Waits().wrong_token >= 60
    (line,) = logs
    assert line["log_level"] == "error"
    assert "TELEGRAM_BOT_TOKEN" in line["event"]
    assert "BotFather" in line["event"]


async def test_what_the_stub_answers_is_what_the_library_knows(stub: TelegramStub, connector: Telegram) -> None:
    await connector.send(CONVERSATION, Reply("Chào", "Tựa", (Button("Có", "/co"),), PICTURE))
    for sent in stub.sent:
        message = Message.de_json(sent.message)
        assert not message.api_kwargs
        assert message.chat.id == CHAT
    assert message.entities[0].type == "bold"
    assert message.reply_markup is not None


def _after(stub: TelegramStub, calls: int) -> Callable[[], None]:
    """Telegram takes `calls` more messages, then no more until the function given back is called."""
    stub.fail("sendMessage", Fault(), times=calls)
    stub.fail_always("sendMessage", too_many(retry_after=1))
    return lambda: stub.fail_always("sendMessage", None)
