"""Messages in by webhook and by long polling, acknowledged, and taken in again when something fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
import structlog

from bot.commands import COMMANDS
from bot.messages import Button, IncomingMessage, Kind, Reply
from connectors.telegram.connector import SECRET_HEADER
from connectors.telegram.waiting import Waits
from tests.connectors.telegram.conftest import CHAT, Gateway
from tests.stubs.telegram import TelegramStub
from tests.stubs.telegram_faults import Fault, hang, refused, server_error, too_many
from tests.stubs.telegram_updates import BOT_USER, said
from tests.waiting import until

pytestmark = pytest.mark.thorough

HELLO = Reply("Chào bác ạ.")
QUESTION = Reply("Bác còn giữ SIM không?", buttons=(Button("Còn", '/go{"to":"a"}'),))
PHOTO = [{"file_id": "A", "file_unique_id": "B", "width": 90, "height": 67}]


async def test_the_webhook_is_registered(stub: TelegramStub, gateway: Gateway) -> None:
    assert stub.webhook is not None
    assert stub.webhook.url == gateway.webhook
    assert len(stub.webhook.secret) == 64
    assert stub.webhook.max_connections == 40
    assert stub.delivery.allowed == ["message", "callback_query"]


async def test_a_secret_of_the_settings_is_used(stub: TelegramStub, waits: Waits) -> None:
    gateway = Gateway(stub, waits, telegram_webhook_secret="Bi_mat-1")
    await gateway.start()
    await until(lambda: stub.webhook is not None)
    await stub.say(CHAT, "xin chào")
    await gateway.stop()
    assert stub.webhook is not None
    assert stub.webhook.secret == "Bi_mat-1"
    assert [message.text for message in gateway.received] == ["xin chào"]


async def test_the_menu_has_our_commands(stub: TelegramStub, gateway: Gateway) -> None:
    expected = [{"command": name, "description": description} for name, description in COMMANDS]
    await until(lambda: len(stub.commands) == 2)
    assert stub.commands == {"": expected, "vi": expected}
    names = [name for name, _description in COMMANDS]
    assert names == ["start", "menu", "tieptuc", "trogiup", "taoqr", "xemqr", "riengtu", "xoadulieu"]


async def test_messages_arrive_and_are_acknowledged(stub: TelegramStub, gateway: Gateway) -> None:
    update = await stub.say(CHAT, "quên mật khẩu")
    await stub.show(CHAT, photo=PHOTO, caption="CCCD 079012345678")
    assert [(m.conversation, m.kind, m.text) for m in gateway.received] == [
        (f"telegram:{CHAT}", Kind.TEXT, "quên mật khẩu"),
        (f"telegram:{CHAT}", Kind.PHOTO, ""),
    ]
    assert gateway.received[0].id == f"u{update['update_id']}"
    await until(lambda: stub.typing == [CHAT, CHAT])
    assert stub.delivery.statuses == [200, 200]


async def test_a_tap_arrives_and_its_spinner_stops(stub: TelegramStub, gateway: Gateway) -> None:
    await stub.say(CHAT, "xin chào")
    await gateway.connector.send(f"telegram:{CHAT}", QUESTION)
    update = await stub.tap(CHAT, '/go{"to":"a"}')
    assert (gateway.received[-1].kind, gateway.received[-1].text) == (Kind.BUTTON, '/go{"to":"a"}')
    await until(lambda: stub.answered == [update["callback_query"]["id"]])
    assert stub.typing == [CHAT], "no typing for the tap"


async def test_a_delivery_that_is_repeated_has_the_same_id(stub: TelegramStub, gateway: Gateway) -> None:
    await stub.say(CHAT, "xin chào")
    await gateway.connector.send(f"telegram:{CHAT}", QUESTION)
    tap = await stub.tap(CHAT, '/go{"to":"a"}')
    await until(lambda: stub.answered)
    with structlog.testing.capture_logs() as logs:
        await stub.deliver(tap)
        await until(lambda: logs)
    first, second = gateway.received[1:]
    assert (first.id, first.text) == (second.id, second.text)
    assert [line["event"] for line in logs] == ["not acknowledged"], "answered twice: refused, and only logged"
    assert stub.delivery.statuses[-1] == 200


@pytest.mark.parametrize("fault", [hang(1.0), server_error(), too_many(3), refused("Bad Request: x")])
async def test_the_webhook_does_not_wait_for_the_acknowledgement(
    stub: TelegramStub, gateway: Gateway, fault: Fault
) -> None:
    stub.fail("sendChatAction", fault)
    begin = time.monotonic()
    await stub.say(CHAT, "xin chào")
    assert time.monotonic() - begin < 0.5
    assert stub.delivery.statuses == [200]


async def test_stop_finishes_acknowledgements(stub: TelegramStub, waits: Waits) -> None:
    gateway = Gateway(stub, waits)
    await gateway.start()
    await until(lambda: stub.webhook is not None)
    stub.fail("sendChatAction", hang(0.2))
    await stub.say(CHAT, "xin chào")
    assert stub.typing == []
    await gateway.stop()
    assert stub.typing == [CHAT]


async def test_a_message_the_queue_did_not_take_is_delivered_again(stub: TelegramStub, gateway: Gateway) -> None:
    gateway.failures = [OSError("the database is away")] * 2
    await stub.say(CHAT, "xin chào")
    assert stub.delivery.statuses == [500, 500, 200]
    assert len(gateway.received) == 1
    await until(lambda: stub.typing == [CHAT])


async def test_calls_that_are_not_telegrams(stub: TelegramStub, gateway: Gateway) -> None:
    assert stub.webhook is not None
    secret = {SECRET_HEADER: stub.webhook.secret}
    assert await gateway.post(b"{}") == 403
    assert await gateway.post(b"{}", **{SECRET_HEADER: "0" * 64}) == 403
    assert await gateway.post(b"{", **secret) == 400
    assert await gateway.post(b'{"update_id": 1, "message": {"text": "x"}}', **secret) == 200
    assert await gateway.post(b'{"update_id": 1, "new_kind": {}}', **secret) == 200
    assert gateway.received == []


@pytest.mark.parametrize("fault", [server_error(), too_many(1), hang(2.0), refused("Bad Request: bad webhook: ...")])
async def test_registration_is_tried_until_it_works(stub: TelegramStub, waits: Waits, fault: Fault) -> None:
    stub.fail("setWebhook", fault)
    stub.fail("setMyCommands", fault)
    gateway = Gateway(stub, waits)
    begin = time.monotonic()
    await gateway.start()
    assert time.monotonic() - begin < 0.5, "the gateway does not wait for it"
    await until(lambda: stub.webhook is not None and len(stub.commands) == 2)
    await gateway.stop()


async def test_the_gateway_starts_while_telegram_is_down(stub: TelegramStub, waits: Waits) -> None:
    await stub.stop()
    gateway = Gateway(stub, waits)
    await gateway.start()
    await asyncio.sleep(0.1)
    await stub.start()
    await until(lambda: stub.webhook is not None)
    await stub.say(CHAT, "xin chào")
    await gateway.stop()
    assert len(gateway.received) == 1


async def test_a_refused_token_says_what_to_do_and_does_not_give_up(stub: TelegramStub, waits: Waits) -> None:
    stub.fail("setWebhook", refused("Unauthorized", 401))
    gateway = Gateway(stub, waits)
    with structlog.testing.capture_logs() as logs:
        await gateway.start()
        await until(lambda: stub.webhook is not None)
    await gateway.stop()
    errors = [line["event"] for line in logs if line["log_level"] == "error"]
    assert len(errors) == 1
    assert "TELEGRAM_BOT_TOKEN" in errors[0]
    assert stub.token not in str(logs)


async def test_stop_ends_a_registration_that_never_worked(stub: TelegramStub, waits: Waits) -> None:
    stub.fail_always("setWebhook", server_error())
    gateway = Gateway(stub, waits)
    await gateway.start()
    await until(lambda: len(stub.calls_of("setWebhook")) >= 3)
    await gateway.stop()
    calls = len(stub.calls)
    await asyncio.sleep(0.1)
    assert len(stub.calls) == calls


async def test_polling_takes_messages_in_and_confirms_them(stub: TelegramStub, poller: Gateway) -> None:
    assert stub.webhook is None
    first = await stub.say(CHAT, "xin chào")
    await until(lambda: len(poller.received) == 1)
    await poller.connector.send(f"telegram:{CHAT}", QUESTION)
    tap = await stub.tap(CHAT, '/go{"to":"a"}')
    await until(lambda: len(poller.received) == 2)
    assert [message.id for message in poller.received] == [f"u{first['update_id']}", f"u{tap['update_id']}"]
    await until(lambda: stub.typing == [CHAT] and stub.answered == [tap["callback_query"]["id"]])
    await until(lambda: stub.delivery.pending == [])
    assert len(stub.commands) == 2
    assert "setWebhook" not in [call.method for call in stub.calls]


async def test_polling_removes_a_webhook_first_and_loses_nothing(stub: TelegramStub, waits: Waits) -> None:
    stub.delivery.set_webhook({"url": "http://127.0.0.1:9/nobody"})
    stub.fail("deleteWebhook", server_error())
    said_before = asyncio.create_task(stub.say(CHAT, "xin chào"))
    await until(lambda: stub.delivery.statuses)
    poller = Gateway(stub, waits, public_url="")
    await poller.start()
    await said_before
    await until(lambda: len(poller.received) == 1)
    await poller.stop()


async def test_polling_confirms_only_what_was_taken_in(stub: TelegramStub, poller: Gateway) -> None:
    poller.failures = [OSError("the database is away, said: xin chào")] * 2
    with structlog.testing.capture_logs() as logs:
        await stub.say(CHAT, "xin chào")
        await stub.say(CHAT, "còn ai không")
        await until(lambda: len(poller.received) == 2)
    assert [message.text for message in poller.received] == ["xin chào", "còn ai không"]
    complaints = [line for line in logs if "not taken in" in line["event"]]
    assert [line["error"] for line in complaints] == ["OSError", "OSError"], (
        "the type only: the text may quote a citizen"
    )


@pytest.mark.parametrize("fault", [server_error(), too_many(1), refused("Conflict: terminated", 409)])
async def test_polling_goes_on_after_errors(stub: TelegramStub, poller: Gateway, fault: Fault) -> None:
    await stub.say(CHAT, "một")
    await until(lambda: poller.received)
    stub.fail("getUpdates", fault, times=2)
    await stub.say(CHAT, "hai")
    await until(lambda: len(poller.received) == 2)
    await stub.say(CHAT, "ba")
    await until(lambda: len(poller.received) == 3)


async def test_two_pollers_are_told_apart_in_the_log(stub: TelegramStub, waits: Waits, poller: Gateway) -> None:
    other = Gateway(stub, waits, public_url="")
    with structlog.testing.capture_logs() as logs:
        await other.start()
        await until(lambda: [line for line in logs if "another program reads" in line["event"]])
    await other.stop()
    await stub.say(CHAT, "xin chào")
    await until(lambda: poller.received)


async def test_an_update_the_library_cannot_read_holds_nothing_up(
    stub: TelegramStub, poller: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    broken = stub.updates.message(CHAT, text="bí mật")
    del broken["message"]["date"]
    await asyncio.gather(stub.deliver(broken), stub.say(CHAT, "xin chào"))
    await until(lambda: [message.text for message in poller.received] == ["xin chào"])
    await until(lambda: stub.delivery.pending == [])
    assert "bí mật" not in caplog.text


async def test_stop_finishes_the_message_in_hand(stub: TelegramStub, waits: Waits) -> None:
    taken: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def receive_slowly(messages: list[IncomingMessage]) -> None:
        begun.set()
        await go_on.wait()
        taken.extend(message.text for message in messages)

    poller = Gateway(stub, waits, public_url="")
    await poller.connector.start(receive_slowly)
    await stub.say(CHAT, "xin chào")
    await begun.wait()
    stopping = asyncio.create_task(poller.connector.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert taken == ["xin chào"]


async def test_a_restarted_poller_gets_what_came_meanwhile(stub: TelegramStub, waits: Waits) -> None:
    for text in ("một", "hai"):
        await stub.say(CHAT, text)
        poller = Gateway(stub, waits, public_url="")
        await poller.start()
        await until(_has(poller, text))
        await poller.stop()


async def test_a_worker_only_sends(stub: TelegramStub, waits: Waits) -> None:
    worker = Gateway(stub, waits)
    stub.meet(stub.updates.message(CHAT, **said("/start")))
    await worker.connector.start(None)
    await worker.connector.send(f"telegram:{CHAT}", HELLO)
    await worker.connector.stop()
    assert [call.method for call in stub.calls] == ["sendMessage"]


async def test_stop_without_start(stub: TelegramStub, waits: Waits) -> None:
    await Gateway(stub, waits).connector.stop()


def _has(gateway: Gateway, text: str) -> Callable[[], bool]:
    return lambda: text in [message.text for message in gateway.received]


async def test_links_open_the_bot_on_a_guide_once_its_name_is_known(stub: TelegramStub, gateway: Gateway) -> None:
    await until(lambda: gateway.connector.invitation("vssid") is not None)
    assert gateway.connector.invitation("vssid") == f"https://t.me/{BOT_USER['username']}?start=vssid"
