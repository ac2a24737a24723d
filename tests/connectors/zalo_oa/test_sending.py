"""Replies as citizens see them, and what each of Zalo's errors does to them."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import structlog
from prometheus_client import REGISTRY
from sqlalchemy import text, update

from bot.errors import CannotReach, SendError, SendLater
from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.storage.alarms import Alarms
from bot.storage.tables import zalo_uploads
from bot.storage.turns import Outcome, Status, Turns
from connectors.zalo_oa.connector import ZaloOA
from connectors.zalo_oa.errors import ADVICE, OUR_FAULT, UNREACHABLE, VIETNAM, seconds_until_morning
from connectors.zalo_oa.waiting import Waits
from tests.connectors.zalo_oa.conftest import CONVERSATION, MakeConnector
from tests.stubs.zalo_oa import PNG, Fault, ZaloOAStub, code
from tests.stubs.zalo_oa_events import USER

HELLO = Reply("Chào bác ạ.")
BUTTONS = (
    Button("Bắt đầu", '/go{"to":"begin:so_do"}'),
    Button("Mở trang", "https://dichvucong.gov.vn"),
    Button("Gọi 1900 0368", "tel:1900 0368"),
    Button("Gọi bác Ba", "tel:0912 345 678"),
)

pytestmark = pytest.mark.thorough


def texts(stub: ZaloOAStub) -> list[str]:
    return [sent.text for sent in stub.sent]


async def test_a_reply_with_buttons(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, Reply("Bác làm theo cháu.", "Sổ đỏ", BUTTONS))
    (sent,) = stub.sent
    assert (sent.user, sent.text, sent.picture) == (USER, "Sổ đỏ\nBác làm theo cháu.", None)
    assert sent.buttons == [
        {"title": "Bắt đầu", "type": "oa.query.show", "payload": "Bắt đầu #begin:so_do"},
        {"title": "Mở trang", "type": "oa.open.url", "payload": {"url": "https://dichvucong.gov.vn"}},
        {"title": "Gọi 1900 0368", "type": "oa.open.phone", "payload": {"phone_code": "19000368"}},
        {"title": "Gọi bác Ba", "type": "oa.open.phone", "payload": {"phone_code": "84912345678"}},
    ]


async def test_buttons_of_one_name_say_different_things(stub: ZaloOAStub, connector: ZaloOA) -> None:
    buttons = (Button("Còn", '/go{"to":"a:sim/sim=con"}'), Button("Còn", '/go{"to":"a:sim/the=con"}'))
    await connector.send(CONVERSATION, Reply("Bác còn gì ạ?", buttons=buttons))
    assert [button["payload"] for button in stub.sent[0].buttons] == ["Còn #a:sim/sim=con", "Còn #a:sim/the=con"]


async def test_more_options_than_buttons_are_numbered(stub: ZaloOAStub, connector: ZaloOA) -> None:
    options = tuple(Button(f"Nhóm {number}", f'/go{{"to":"topic:n{number}"}}') for number in range(1, 7))
    await connector.send(CONVERSATION, Reply("Bác chọn một nhóm.", buttons=options))
    (sent,) = stub.sent
    assert sent.buttons == []
    assert sent.text.startswith("Bác chọn một nhóm.\n\nBác gõ một số để chọn:\n1. Nhóm 1\n2. Nhóm 2\n")


async def test_words_are_composed(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, Reply("Cha\u0300o ba\u0301c"))
    assert texts(stub) == ["Chào bác"]


async def test_a_long_reply_comes_in_order_with_the_buttons_last(stub: ZaloOAStub, connector: ZaloOA) -> None:
    long = "\n\n".join(f"Đoạn {number}. " + "chữ " * 450 for number in range(3))
    await connector.send(CONVERSATION, Reply(long, buttons=BUTTONS))
    assert [text[:6] for text in texts(stub)] == ["Đoạn 0", "Đoạn 1", "Đoạn 2"]
    assert [len(sent.buttons) for sent in stub.sent] == [0, 0, 4]


async def test_an_anonymous_citizen_is_answered(stub: ZaloOAStub, connector: ZaloOA) -> None:
    stub.users.add("anonymous/a1/c1")
    await connector.send("zalo:anonymous/a1/c1", HELLO)
    assert [(sent.user, sent.text) for sent in stub.sent] == [("anonymous/a1/c1", "Chào bác ạ.")]


# Pictures


@pytest.fixture
def picture(stub: ZaloOAStub) -> str:
    stub.pictures["buoc-1.png"] = PNG + b"step one"
    return f"{stub.url}/pictures/buoc-1.png"


async def test_a_picture_is_uploaded_once(stub: ZaloOAStub, make: MakeConnector, picture: str) -> None:
    for _ in range(2):
        worker = make()
        await worker.start(None)
        await worker.send(CONVERSATION, Reply("Bấm nút đỏ.", picture=picture))
        await worker.stop()
    assert [(sent.text, sent.picture) for sent in stub.sent] == [("Bấm nút đỏ.", PNG + b"step one")] * 2
    assert len(stub.uploads) == 1


async def test_a_picture_with_buttons_is_two_messages(stub: ZaloOAStub, connector: ZaloOA, picture: str) -> None:
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", buttons=BUTTONS, picture=picture))
    assert [(bool(sent.picture), sent.text, len(sent.buttons)) for sent in stub.sent] == [
        (True, "", 0),
        (False, "Bấm nút đỏ.", 4),
    ]


async def test_an_upload_is_made_again_after_a_week(
    stub: ZaloOAStub, connector: ZaloOA, turns: Turns, picture: str
) -> None:
    await connector.send(CONVERSATION, Reply("một", picture=picture))
    async with turns.engine.begin() as connection:
        week_ago = datetime.now(timezone.utc) - timedelta(days=6, hours=13)
        await connection.execute(update(zalo_uploads).values(uploaded_at=week_ago))
    await connector.send(CONVERSATION, Reply("hai", picture=picture))
    assert len(stub.uploads) == 2


async def test_an_upload_that_zalo_lost_is_made_again(stub: ZaloOAStub, connector: ZaloOA, picture: str) -> None:
    await connector.send(CONVERSATION, Reply("một", picture=picture))
    stub.uploads.clear()
    await connector.send(CONVERSATION, Reply("hai", picture=picture))
    assert [(sent.text, bool(sent.picture)) for sent in stub.sent] == [("một", True), ("hai", True)]


@pytest.mark.parametrize(
    "content", [None, b"", b"GIF89a", PNG + b"x" * 1024 * 1024], ids=["gone", "empty", "gif", "big"]
)
async def test_words_go_without_a_picture_that_cannot_be_sent(
    stub: ZaloOAStub, connector: ZaloOA, content: bytes | None
) -> None:
    if content is not None:
        stub.pictures["x.png"] = content
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", picture=f"{stub.url}/pictures/x.png"))
    assert [(sent.text, sent.picture) for sent in stub.sent] == [("Bấm nút đỏ.", None)]


async def test_a_picture_whose_server_is_down(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", picture="http://127.0.0.1:9/x.png"))
    assert texts(stub) == ["Bấm nút đỏ."]


async def test_a_picture_alone_that_cannot_be_sent_is_nothing(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, Reply("", picture="http://127.0.0.1:9/x.png"))
    assert stub.sent == []


@pytest.mark.parametrize("number", [-201, -210])
async def test_words_go_without_a_picture_that_zalo_refuses(
    stub: ZaloOAStub, connector: ZaloOA, picture: str, number: int
) -> None:
    stub.fail(code(number))
    await connector.send(CONVERSATION, Reply("Bấm nút đỏ.", picture=picture))
    assert [(sent.text, sent.picture) for sent in stub.sent] == [("Bấm nút đỏ.", None)]


async def test_an_account_without_buttons_gets_numbers(stub: ZaloOAStub, connector: ZaloOA) -> None:
    stub.no_buttons = True
    await connector.send(CONVERSATION, Reply("Bác chọn ạ.", buttons=BUTTONS))
    assert texts(stub) == [
        "Bác chọn ạ.\n\nBác gõ một số để chọn:\n1. Bắt đầu\n2. Mở trang: https://dichvucong.gov.vn\n"
        "3. Gọi 1900 0368: 1900 0368\n4. Gọi bác Ba: 0912 345 678"
    ]


# Errors


@pytest.mark.parametrize("number", sorted(UNREACHABLE | OUR_FAULT | {-248}))
async def test_what_never_works_is_told(stub: ZaloOAStub, connector: ZaloOA, number: int) -> None:
    stub.fail(code(number))
    with pytest.raises(CannotReach, match=str(number)):
        await connector.send(CONVERSATION, HELLO)


@pytest.mark.parametrize(
    ("fault", "retry_in"),
    [
        (code(-32), 0.02),
        (code(-200), None),
        (code(-9999), None),
        (code(-1), None),
        (Fault(page="<html>Too many requests</html>", status=429), None),
        (Fault(page="<html>Bad gateway</html>"), None),
        (Fault(page="[]", status=200), None),
        (Fault(wait=2.0), None),
        (Fault(late=2.0), None),
        (Fault(drop=True), None),
        *[(code(number), 0.03) for number in sorted(ADVICE.keys() - {-248, -216, -220})],
    ],
    ids=str,
)
async def test_what_passes_is_sent_later(
    stub: ZaloOAStub, connector: ZaloOA, fault: Fault, retry_in: float | None
) -> None:
    stub.fail(fault)
    with pytest.raises(SendLater) as failed:
        await connector.send(CONVERSATION, HELLO)
    assert failed.value.retry_in == retry_in
    before = len(stub.sent)
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == before + 1


async def test_at_night_it_waits_for_the_morning(stub: ZaloOAStub, connector: ZaloOA) -> None:
    stub.fail(code(-234))
    with pytest.raises(SendLater) as failed:
        await connector.send(CONVERSATION, HELLO)
    assert 0 < (failed.value.retry_in or 0) <= 24 * 3600


@pytest.mark.parametrize(("hour", "hours"), [(23, 7), (5, 1), (6, 24), (7, 23)])
def test_the_morning(hour: int, hours: int) -> None:
    now = datetime(2026, 11, 22, hour, 0, 0, tzinfo=VIETNAM)
    assert seconds_until_morning(now) == pytest.approx(hours * 3600)


async def test_a_refused_token_is_renewed_and_the_message_sent(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, Reply("một"))
    stub.login.expire()
    await connector.send(CONVERSATION, Reply("hai"))
    assert texts(stub) == ["một", "hai"]
    assert stub.tokens == ["access-2", "access-2", "access-3"]


@pytest.mark.parametrize("number", [-216, -220, -124])
async def test_a_new_token_that_is_refused_is_not_renewed_again(
    stub: ZaloOAStub, connector: ZaloOA, turns: Turns, number: int
) -> None:
    stub.fail(code(number), times=2)
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    assert len(stub.login.refreshed) == 2
    if number != -124:
        assert "bot zalo login" in (await Alarms(turns.engine, "zalo").read())[0]


async def test_what_a_person_must_do_is_an_alarm_until_it_works(
    stub: ZaloOAStub, connector: ZaloOA, turns: Turns
) -> None:
    alarms = Alarms(turns.engine, "zalo")
    stub.fail(code(-224))
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    (alarm,) = await alarms.read()
    assert "-224" in alarm
    assert "package" in alarm
    await connector.send(CONVERSATION, HELLO)
    assert await alarms.read() == []


async def test_an_alarm_of_the_process_before_is_cleared_by_the_first_success(
    stub: ZaloOAStub, connector: ZaloOA, turns: Turns
) -> None:
    alarms = Alarms(turns.engine, "zalo")
    await alarms.raise_("sending", "an old one")
    await connector.send(CONVERSATION, HELLO)
    assert await alarms.read() == []


async def test_a_gateway_shows_the_alarms_of_workers(
    make: MakeConnector, turns: Turns, until: Callable[..., Any]
) -> None:
    gateway = make()
    await gateway.start(_take_nothing)
    await Alarms(turns.engine, "zalo").raise_("sending", "nothing goes out")
    await until(lambda: gateway.alarms() == ["nothing goes out"])
    await Alarms(turns.engine, "zalo").clear("sending")
    await until(lambda: gateway.alarms() == [])
    await gateway.stop()


async def _take_nothing(messages: list[IncomingMessage]) -> None:
    raise AssertionError(messages)


async def test_a_citizen_silent_for_a_week_is_not_written_to(stub: ZaloOAStub, connector: ZaloOA, turns: Turns) -> None:
    for days, sent in ((6.9, 1), (7.1, 0)):
        heard = datetime.now(timezone.utc) - timedelta(days=days)
        conversation = f"zalo:{days}"
        stub.users.add(str(days))
        said = IncomingMessage(conversation, "1", Kind.TEXT, "chào", heard.timestamp())
        await turns.record(said, Outcome((), {}, Status.ANSWERED, "chào"))
        staff = IncomingMessage(conversation, "2", Kind.TAKEN_OVER, "", datetime.now(timezone.utc).timestamp())
        await turns.record(staff, Outcome((), {}, Status.LEFT_TO_PEOPLE, ""))
        if sent:
            await connector.send(conversation, HELLO)
        else:
            with pytest.raises(CannotReach, match="7 days"):
                await connector.send(conversation, HELLO)
    assert len(stub.sent) == 1
    assert len(stub.tokens) == 1, "Zalo was not even asked"


@pytest.mark.parametrize(
    ("quota", "sample", "value"),
    [
        ({"quota_type": "sub_quota", "remain": "480", "total": 500}, ("sub_quota", "remain"), 480),
        ({"quota_type": "sub_quota", "remain": "479", "total": 500}, ("sub_quota", "total"), 500),
        ({"quota_type": "reply", "remain": 8, "total": 8}, ("reply", "remain"), 8),
    ],
)
async def test_the_quota_is_measured(
    stub: ZaloOAStub, connector: ZaloOA, quota: dict[str, object], sample: tuple[str, str], value: float
) -> None:
    stub.quota = quota
    charged = REGISTRY.get_sample_value("bot_zalo_charged_total")
    await connector.send(CONVERSATION, HELLO)
    labels = {"quota": sample[0], "part": sample[1]}
    assert REGISTRY.get_sample_value("bot_zalo_quota_messages", labels) == value
    assert REGISTRY.get_sample_value("bot_zalo_charged_total") == charged


@pytest.mark.parametrize(("quota", "more"), [(None, 1), ({"quota_type": "reply"}, 0)])
async def test_a_message_without_a_quota_was_charged(
    stub: ZaloOAStub, connector: ZaloOA, quota: dict[str, object] | None, more: int
) -> None:
    stub.quota = quota
    charged = REGISTRY.get_sample_value("bot_zalo_charged_total") or 0
    await connector.send(CONVERSATION, HELLO)
    assert REGISTRY.get_sample_value("bot_zalo_charged_total") == charged + more


async def test_the_platform_is_down_and_comes_back(stub: ZaloOAStub, connector: ZaloOA) -> None:
    await connector.send(CONVERSATION, HELLO)
    await stub.stop()
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)
    await stub.start()
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 2


async def test_no_secret_is_in_an_error_or_a_log(stub: ZaloOAStub, connector: ZaloOA) -> None:
    for fault in (code(-32), code(-201), Fault(page="<html>access-2</html>"), Fault(wait=2.0), Fault(drop=True)):
        stub.fail(fault)
        with structlog.testing.capture_logs() as logs, pytest.raises(SendError) as failed:
            await connector.send(CONVERSATION, HELLO)
        told = "".join(traceback.format_exception(failed.type, failed.value, failed.tb)) + str(logs)
        for secret in ("access-2", "refresh-2", "app-secret", "oa-secret-key"):
            assert secret not in told


async def test_proxy_variables_are_not_obeyed(
    stub: ZaloOAStub, connector: ZaloOA, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # the environment, not our code
    await connector.send(CONVERSATION, HELLO)
    assert len(stub.sent) == 1
    assert Waits().answer >= 20, "a short wait would send twice what Zalo accepted slowly"


async def test_stop_without_start(make: MakeConnector) -> None:
    connector = make()
    await connector.stop()
    with pytest.raises(SendLater):
        await connector.send(CONVERSATION, HELLO)


async def test_the_database_holds_no_token_in_the_clear(stub: ZaloOAStub, connector: ZaloOA, turns: Turns) -> None:
    await connector.send(CONVERSATION, HELLO)
    async with turns.engine.connect() as connection:
        row = str((await connection.execute(text("SELECT * FROM zalo_tokens"))).one())
    assert "access-" not in row
    assert "refresh-" not in row
