"""Replies as citizens see them, and what each of the Bot Platform's errors does to them."""

from __future__ import annotations

import traceback

import pytest
import structlog

from bot.errors import CannotReach, SendError, SendLater
from bot.messages import Button, Reply
from bot.storage.alarms import Alarms
from bot.storage.turns import Turns
from connectors.zalo_bot.connector import ZaloBot
from connectors.zalo_bot.errors import ADVICE, MONTH_USED_UP, TOKEN_REFUSED
from connectors.zalo_bot.layout import IN_PRIVATE, SHORT
from connectors.zalo_bot.waiting import Waits
from tests.connectors.zalo_bot.conftest import CONVERSATION, Make
from tests.stubs.zalo_bot import CHAT, GROUP, TOO_MANY, Fault, Sent, ZaloBotStub, refused

pytestmark = pytest.mark.thorough

HELLO = Reply("Chào bác ạ.")
PICTURE = "https://example.vn/buoc-1.png"
BUTTONS = (Button("Còn", '/go{"to":"a:sim/sim=con"}'), Button("Không còn", '/go{"to":"a:sim/sim=khong"}'))
INTRODUCTION = Reply("Chào bác! Cháu là Trợ lý số, máy trả lời tự động.")
OPENING = Reply("Bác lấy lại mật khẩu trong VNeID.\n\nCần chuẩn bị: điện thoại", "Quên mật khẩu VNeID", BUTTONS)


async def send(connector: ZaloBot, conversation: str, *replies: Reply) -> None:
    """As the worker does."""
    for reply in connector.pack(conversation, replies):
        await connector.send(conversation, reply)


async def test_a_turn_is_one_message_with_numbered_options(stub: ZaloBotStub, connector: ZaloBot) -> None:
    await send(connector, CONVERSATION, INTRODUCTION, OPENING)
    assert stub.sent == [
        Sent(
            CHAT,
            "Chào bác! Cháu là Trợ lý số, máy trả lời tự động.\n\nQuên mật khẩu VNeID\nBác lấy lại mật khẩu trong"
            " VNeID.\n\nCần chuẩn bị: điện thoại\n\nBác gõ một số để chọn:\n1. Còn\n2. Không còn",
        )
    ]


async def test_a_picture_carries_the_words(stub: ZaloBotStub, connector: ZaloBot) -> None:
    await send(connector, CONVERSATION, Reply("Bấm nút đỏ.", "Bước 1", BUTTONS, PICTURE))
    assert stub.sent == [Sent(CHAT, "Bước 1\nBấm nút đỏ.\n\nBác gõ một số để chọn:\n1. Còn\n2. Không còn", PICTURE)]
    await send(connector, CONVERSATION, Reply("", picture=PICTURE))
    assert stub.calls_of("sendPhoto")[-1] == {"chat_id": CHAT, "photo": PICTURE}


async def test_a_long_reply_comes_in_order_with_the_options_last(stub: ZaloBotStub, connector: ZaloBot) -> None:
    long = "\n\n".join(f"Đoạn {number}. " + "chữ " * 450 for number in range(3))
    await send(connector, CONVERSATION, Reply(long, buttons=BUTTONS))
    assert [sent.text[:6] for sent in stub.sent] == ["Đoạn 0", "Đoạn 1", "Đoạn 2"]
    assert stub.sent[-1].text.endswith("2. Không còn")


async def test_an_empty_reply_sends_nothing(stub: ZaloBotStub, connector: ZaloBot) -> None:
    await send(connector, CONVERSATION, Reply(""))
    await connector.send(CONVERSATION, Reply(" "))
    assert stub.calls == []


@pytest.mark.parametrize("fault", [refused(400, "Bad request: photo"), refused(404)])
async def test_the_words_go_without_a_picture(stub: ZaloBotStub, connector: ZaloBot, fault: Fault) -> None:
    stub.fail("sendPhoto", fault)
    await send(connector, CONVERSATION, Reply("Bấm nút đỏ.", picture=PICTURE))
    assert stub.sent == [Sent(CHAT, "Bấm nút đỏ.")]


# Groups


async def test_a_group_gets_one_short_message(stub: ZaloBotStub, connector: ZaloBot) -> None:
    stub.chats.add(GROUP)
    await send(connector, f"zalobot:{GROUP}/77", INTRODUCTION, OPENING)
    assert stub.sent == [Sent(GROUP, f"Quên mật khẩu VNeID\nBác lấy lại mật khẩu trong VNeID.\n\n{IN_PRIVATE}")]


async def test_what_is_long_is_cut_in_a_group(stub: ZaloBotStub, connector: ZaloBot) -> None:
    stub.chats.add(GROUP)
    await send(connector, f"zalobot:{GROUP}/77", Reply("Bác làm như sau. " * 60, buttons=BUTTONS, picture=PICTURE))
    (sent,) = stub.sent
    assert len(sent.text) < SHORT + 60
    assert sent.text.endswith(IN_PRIVATE)
    assert sent.picture is None


async def test_nothing_to_say_is_nothing_in_a_group_too(connector: ZaloBot) -> None:
    assert connector.pack(f"zalobot:{GROUP}/77", [Reply("", picture=PICTURE)]) == []


# Errors


@pytest.mark.parametrize(
    ("fault", "retry_in"),
    [
        (refused(401, "Invalid token"), 0.03),
        (refused(429, "Quota exceeded"), 0.05),
        (refused(426), 0.05),
        (refused(403, "Internal server error"), None),
        (refused(408), None),
        (refused(500), None),
        (Fault(page='{"ok":false,"errorCode":"429"}', status=200), 0.05),
        (Fault(page='{"ok":false}', status=200), None),
        (Fault(page="[]", status=200), None),
        (TOO_MANY, None),
        (Fault(page="<html>Bad gateway</html>"), None),
        (Fault(wait=2.0), None),
        (Fault(late=2.0), None),
        (Fault(drop=True), None),
    ],
    ids=str,
)
async def test_what_passes_is_sent_later(
    stub: ZaloBotStub, connector: ZaloBot, fault: Fault, retry_in: float | None
) -> None:
    stub.fail("sendMessage", fault)
    with pytest.raises(SendLater) as failed:
        await connector.send(CONVERSATION, HELLO)
    assert failed.value.retry_in == retry_in
    before = len(stub.sent)
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == before + 1


@pytest.mark.parametrize("fault", [refused(400, "Bad request: chat not found"), refused(404)])
async def test_what_never_works_is_told(stub: ZaloBotStub, connector: ZaloBot, fault: Fault) -> None:
    stub.fail("sendMessage", fault)
    with pytest.raises(CannotReach):
        await connector.send(CONVERSATION, HELLO)


async def test_a_citizen_who_never_wrote(stub: ZaloBotStub, connector: ZaloBot) -> None:
    with pytest.raises(CannotReach):
        await connector.send("zalobot:nobody", HELLO)


@pytest.mark.parametrize("code", [TOKEN_REFUSED, MONTH_USED_UP])
async def test_what_a_person_must_do_is_an_alarm_until_it_works(
    stub: ZaloBotStub, connector: ZaloBot, turns: Turns, code: int
) -> None:
    alarms = Alarms(turns.engine, "zalobot")
    await alarms.raise_("sending", "of the process before")
    stub.fail("sendMessage", refused(code))
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    assert await alarms.read() == [ADVICE[code]]
    await connector.send(CONVERSATION, HELLO)
    assert await alarms.read() == []


async def test_the_platform_is_down_and_comes_back(stub: ZaloBotStub, connector: ZaloBot) -> None:
    await connector.send(CONVERSATION, HELLO)
    await stub.stop()
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    await stub.start()
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 2


async def test_the_token_is_in_no_error_and_no_log(
    stub: ZaloBotStub, connector: ZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    secret = stub.token.partition(":")[2]
    page = f"<html>/bot{stub.token}/sendMessage is down</html>"
    for fault in (Fault(page=page), Fault(page=page, status=200), Fault(wait=2.0), Fault(drop=True), refused(400)):
        stub.fail("sendMessage", fault)
        with structlog.testing.capture_logs() as logs, pytest.raises(SendError) as failed:
            await connector.send(CONVERSATION, HELLO)
        assert secret not in "".join(traceback.format_exception(failed.type, failed.value, failed.tb))
        assert secret not in str(logs)
    assert secret not in caplog.text


async def test_proxy_variables_are_not_obeyed(
    stub: ZaloBotStub, connector: ZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # the environment, not our code
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 1
    assert Waits().answer >= 20, "a short wait would send twice what Zalo accepted slowly"


async def test_stop_without_start(make: Make) -> None:
    connector = make()
    await connector.stop()
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
