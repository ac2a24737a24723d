"""Messages in by webhook and by long polling, and taken in again when something fails."""

from __future__ import annotations

import asyncio
import time

import pytest
import structlog

from bot.errors import SendLater
from bot.messages import IncomingMessage, Kind
from bot.storage.alarms import Alarms
from bot.storage.turns import Turns
from connectors.zalo_bot.errors import ADVICE, MONTH_USED_UP, TOKEN_REFUSED
from tests.connectors.zalo_bot.conftest import Gateway, Make
from tests.stubs.zalo_bot import CHAT, GROUP, TOO_MANY, Fault, ZaloBotStub, refused
from tests.waiting import until

pytestmark = pytest.mark.thorough

TROUBLE = [refused(500), refused(408), refused(429), refused(426), TOO_MANY, Fault(wait=2.0), Fault(drop=True)]


@pytest.mark.parametrize("wrapped", [False, True])
async def test_the_webhook_is_registered_and_takes_messages(stub: ZaloBotStub, make: Make, wrapped: bool) -> None:
    stub.wrapped = wrapped
    gateway = Gateway(make)
    await gateway.start()
    await until(lambda: stub.webhook)
    assert stub.webhook == gateway.webhook
    assert len(stub.secret) == 64
    await until(lambda: gateway.connector.names)
    update = await stub.say("quên mật khẩu")
    await stub.deliver(stub.update("image", photo_url="https://f.zdn.vn/i.jpg", caption="CCCD 079012345678"))
    await stub.say("@bot.troLySo quên mật khẩu", GROUP, "77")
    assert [(one.conversation, one.kind, one.text) for one in gateway.received] == [
        (f"zalobot:{CHAT}", Kind.TEXT, "quên mật khẩu"),
        (f"zalobot:{CHAT}", Kind.PHOTO, ""),
        (f"zalobot:{GROUP}/77", Kind.TEXT, "quên mật khẩu"),
    ]
    assert gateway.received[0].id == update["message"]["message_id"]
    assert stub.statuses == [200, 200, 200]
    await until(lambda: stub.typing == [CHAT, CHAT], 5)
    await gateway.stop()
    assert stub.agents == {"tro-ly-so/1"}


async def test_a_secret_of_the_settings_is_used(stub: ZaloBotStub, make: Make) -> None:
    gateway = Gateway(make, zalo_bot_webhook_secret="Bi_mat-12")
    await gateway.start()
    await until(lambda: stub.webhook)
    assert stub.secret == "Bi_mat-12"
    stub.secret = "wrong"
    await stub.say("xin chào")
    await gateway.stop()
    assert (stub.statuses, gateway.received) == ([403], [])


async def test_a_delivery_that_is_repeated_has_the_same_id(stub: ZaloBotStub, make: Make) -> None:
    gateway = Gateway(make)
    await gateway.start()
    await until(lambda: stub.webhook)
    update = await stub.say("xin chào")
    await stub.deliver(update)
    await gateway.stop()
    first, second = gateway.received
    assert (first.conversation, first.id) == (second.conversation, second.id)


@pytest.mark.parametrize("fault", TROUBLE, ids=str)
async def test_registration_is_tried_until_it_works(stub: ZaloBotStub, make: Make, fault: Fault) -> None:
    stub.fail("setWebhook", fault, times=2)
    gateway = Gateway(make)
    begin = time.monotonic()
    await gateway.start()
    assert time.monotonic() - begin < 0.5, "the gateway does not wait for it"
    await until(lambda: len(stub.calls_of("setWebhook")) >= 3)
    await until(lambda: stub.webhook)
    await gateway.stop()


async def test_an_address_that_zalo_cannot_reach_is_an_alarm_until_it_can(
    stub: ZaloBotStub, make: Make, turns: Turns
) -> None:
    stub.verification = {"ok": False, "outcome": "webhook.http.403", "hint": "Check WAF"}
    gateway = Gateway(make)
    await gateway.start()
    await until(lambda: gateway.connector.alarms())
    (alarm,) = gateway.connector.alarms()
    assert "webhook.http.403" in alarm
    assert "Cloudflare" in alarm
    assert gateway.webhook in alarm
    stub.verification = {"ok": True, "outcome": "webhook.ok"}
    await until(lambda: not gateway.connector.alarms())
    await gateway.stop()


@pytest.mark.parametrize("polling", [False, True])
async def test_a_refused_token_is_an_alarm(stub: ZaloBotStub, make: Make, polling: bool) -> None:
    gateway = Gateway(make, polling, zalo_bot_token="1:wrong")
    await gateway.start()
    await until(lambda: gateway.connector.alarms() == [ADVICE[TOKEN_REFUSED]])
    await gateway.stop()


async def test_the_gateway_starts_while_zalo_is_down(stub: ZaloBotStub, make: Make) -> None:
    await stub.stop()
    gateway = Gateway(make)
    await gateway.start()
    await asyncio.sleep(0.1)
    await stub.start()
    await until(lambda: stub.webhook)
    await stub.say("xin chào")
    await gateway.stop()
    assert len(gateway.received) == 1


async def test_polling_takes_messages_in(stub: ZaloBotStub, make: Make) -> None:
    stub.webhook = "http://127.0.0.1:9/left-from-before"
    poller = Gateway(make, polling=True)
    await poller.start()
    await until(lambda: not stub.webhook)
    for number in range(5):
        await stub.say(f"câu {number}")
    await until(lambda: len(poller.received) == 5)
    assert [message.text for message in poller.received] == [f"câu {number}" for number in range(5)]
    await until(lambda: len(stub.typing) == 5)
    await poller.stop()
    assert not stub.calls_of("setWebhook")
    assert stub.calls_of("getUpdates")[0] == {"timeout": 1}


async def test_polling_goes_on_while_nobody_writes(stub: ZaloBotStub, make: Make, turns: Turns) -> None:
    stub.fail("getUpdates", refused(408, "Request timeout"), times=20)
    poller = Gateway(make, polling=True)
    with structlog.testing.capture_logs() as logs:
        await poller.start()
        await until(lambda: len(stub.calls_of("getUpdates")) > 20)
    await stub.say("xin chào")
    await until(lambda: poller.received)
    await poller.stop()
    assert [line for line in logs if line["log_level"] == "warning"] == []
    assert await Alarms(turns.engine, "zalobot").read() == []


@pytest.mark.parametrize("fault", [*TROUBLE, refused(401), Fault(page="{}", status=200)], ids=str)
async def test_polling_goes_on_after_errors(stub: ZaloBotStub, make: Make, turns: Turns, fault: Fault) -> None:
    poller = Gateway(make, polling=True)
    stub.fail("getUpdates", fault, times=3)
    await stub.say("một")
    await poller.start()
    await until(lambda: len(stub.calls_of("getUpdates")) >= 4)
    await stub.say("hai")
    await until(lambda: poller.received and poller.received[-1].text == "hai")
    await poller.stop()
    assert await Alarms(turns.engine, "zalobot").read() == []


async def test_hammering_is_avoided(stub: ZaloBotStub, make: Make) -> None:
    stub.fail_always("getUpdates", TOO_MANY)
    poller = Gateway(make, polling=True)
    await poller.start()
    await asyncio.sleep(0.4)
    await poller.stop()
    assert 2 <= len(stub.calls_of("getUpdates")) <= 20


async def test_the_month_used_up_is_an_alarm(stub: ZaloBotStub, make: Make) -> None:
    stub.fail_always("getUpdates", refused(429, "Quota exceeded"))
    poller = Gateway(make, polling=True)
    await poller.start()
    await until(lambda: poller.connector.alarms() == [ADVICE[MONTH_USED_UP]])
    stub.fail_always("getUpdates", None)
    await stub.say("xin chào")
    await until(lambda: poller.received and not poller.connector.alarms())
    await poller.stop()


async def test_what_was_read_is_taken_in_whatever_happens(stub: ZaloBotStub, make: Make) -> None:
    """Zalo gives an update once."""
    poller = Gateway(make, polling=True)
    poller.failures = [OSError("the database is away, said: xin chào")] * 3
    with structlog.testing.capture_logs() as logs:
        await poller.start()
        await stub.say("xin chào")
        await stub.say("còn ai không")
        await until(lambda: len(poller.received) == 2)
    await poller.stop()
    assert [message.text for message in poller.received] == ["xin chào", "còn ai không"]
    assert "xin chào" not in str(logs)


async def test_stop_takes_in_what_is_in_hand(stub: ZaloBotStub, make: Make) -> None:
    taken: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def receive_slowly(messages: list[IncomingMessage]) -> None:
        begun.set()
        await go_on.wait()
        taken.extend(message.text for message in messages)

    connector = make()
    await connector.start(receive_slowly)
    await stub.say("xin chào")
    await begun.wait()
    stopping = asyncio.create_task(connector.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert taken == ["xin chào"]


async def test_stop_does_not_wait_for_ever(stub: ZaloBotStub, make: Make) -> None:
    async def hang(messages: list[IncomingMessage]) -> None:
        await asyncio.sleep(60)

    connector = make()
    await connector.start(hang)
    await stub.say("xin chào")
    await until(lambda: not stub.waiting)
    begin = time.monotonic()
    await connector.stop()
    assert time.monotonic() - begin < 3.0


async def test_typing_that_fails_is_only_noted(stub: ZaloBotStub, make: Make) -> None:
    gateway = Gateway(make)
    await gateway.start()
    await until(lambda: stub.webhook)
    stub.fail("sendChatAction", refused(500))
    stub.fail("sendChatAction", Fault(wait=2.0))
    begin = time.monotonic()
    await stub.say("một")
    await stub.say("hai")
    assert time.monotonic() - begin < 1.0
    await gateway.stop()
    assert stub.statuses == [200, 200]


async def test_the_token_is_in_no_log(stub: ZaloBotStub, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    secret = stub.token.partition(":")[2]
    page = f"<html>/bot{stub.token}/getUpdates is down</html>"
    poller = Gateway(make, polling=True)
    with structlog.testing.capture_logs() as logs:
        for fault in (Fault(page=page), Fault(drop=True), refused(500), Fault(wait=2.0)):
            stub.fail("getUpdates", fault)
        await poller.start()
        await until(lambda: len(stub.calls_of("getUpdates")) > 4)
        await stub.stop()
        await asyncio.sleep(0.05)
        with pytest.raises(SendLater):
            await poller.connector._client.call("getMe")
    await poller.stop()
    assert secret not in str(logs)
    assert secret not in caplog.text
