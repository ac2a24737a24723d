"""Tokens: renewed ahead, by one process at a time, stored before use, and lost with a clear word."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.errors import SendLater
from bot.messages import IncomingMessage, Reply
from bot.sealing import Seal
from bot.storage.alarms import Alarms
from bot.storage.turns import Turns
from connectors.zalo_oa.connector import ZaloOA
from connectors.zalo_oa.oauth import Issued, challenge, new_verifier
from connectors.zalo_oa.sealing import TOKENS, digest
from connectors.zalo_oa.tokens import LOCKED, LOST, NONE
from tests.connectors.zalo_oa.conftest import CONVERSATION, MakeConnector
from tests.stubs.zalo_oa import ZaloOAStub

pytestmark = pytest.mark.thorough

HELLO = Reply("Chào bác ạ.")

Until = Callable[..., Awaitable[None]]


async def receive(messages: list[IncomingMessage]) -> None:
    raise AssertionError(messages)


async def alarms(turns: Turns) -> list[str]:
    return await Alarms(turns.engine, "zalo").read()


async def rows(turns: Turns) -> Any:
    async with turns.engine.connect() as connection:
        return (await connection.execute(text("SELECT * FROM zalo_tokens"))).one()


async def test_the_first_message_makes_the_first_pair(stub: ZaloOAStub, make: MakeConnector, turns: Turns) -> None:
    worker = make()
    await worker.start(None)
    assert stub.login.refreshed == [], "starting asks nothing"
    await worker.send(CONVERSATION, HELLO)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    assert stub.login.refreshed == ["refresh-1"]
    row = await rows(turns)
    lived = row.expires_at.timestamp() - time.time()
    assert 89_900 < lived <= 90_000
    assert row.expires_at.timestamp() - row.renew_at.timestamp() == pytest.approx(3600)


async def test_ten_processes_that_start_together_renew_once(stub: ZaloOAStub, make: MakeConnector) -> None:
    stub.login.wait = 0.05
    workers = [make() for _ in range(10)]
    await asyncio.gather(*(worker.start(None) for worker in workers))
    for _ in range(3):
        await asyncio.gather(*(worker.send(CONVERSATION, HELLO) for worker in workers for _ in range(3)))
        stub.login.expire()
    await asyncio.gather(*(worker.stop() for worker in workers))
    assert len(stub.sent) == 90
    assert stub.login.refreshed == ["refresh-1", "refresh-2", "refresh-3"]


async def test_after_a_restart_the_stored_pair_is_used(stub: ZaloOAStub, make: MakeConnector) -> None:
    for _ in range(2):
        worker = make()
        await worker.start(None)
        await worker.send(CONVERSATION, HELLO)
        await worker.stop()
    assert stub.login.refreshed == ["refresh-1"], "the setting's token is good for one use"


async def test_a_new_setting_begins_a_new_chain(stub: ZaloOAStub, make: MakeConnector) -> None:
    worker = make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    granted_by_hand = stub.login.issue()["refresh_token"]
    worker = make(zalo_oa_refresh_token=granted_by_hand)
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    assert stub.login.refreshed == ["refresh-1", granted_by_hand]


async def test_the_gateway_renews_ahead_of_time(stub: ZaloOAStub, make: MakeConnector, until: Until) -> None:
    stub.login.lifetime = 1.0
    gateway, worker = make(), make()
    await gateway.start(receive)
    await worker.start(None)
    for _ in range(30):
        await worker.send(CONVERSATION, HELLO)
        await asyncio.sleep(0.05)
    await until(lambda: len(stub.login.refreshed) >= 2)
    await gateway.stop()
    await worker.stop()
    assert len(stub.sent) == 30
    assert stub.login.refreshed == [f"refresh-{number + 1}" for number in range(len(stub.login.refreshed))]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(),
        lambda: web.json_response({"error": -14014, "error_name": "Invalid refresh token."}),
        lambda: web.json_response({"error": "-14014", "error_name": "Invalid refresh token."}),
    ],
    ids=["empty", "code", "quoted code"],
)
async def test_a_used_up_token_is_an_alarm_and_not_tried_again(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until, answer: Callable[[], web.Response]
) -> None:
    stub.login.answers = [answer() for _ in range(5)]
    gateway, worker = make(), make()
    await worker.start(None)
    await gateway.start(receive)
    for _ in range(5):
        with pytest.raises(SendLater):
            await worker.send(CONVERSATION, HELLO)
        await asyncio.sleep(0.25)
    assert stub.login.refreshed == ["refresh-1"]
    await until(lambda: gateway.alarms() == [LOST])
    assert "bot zalo login" in LOST
    stub.login.answers.clear()
    await make().tokens.keep(_issued(stub))
    await worker.send(CONVERSATION, HELLO)
    await until(lambda: gateway.alarms() == [])
    await gateway.stop()
    await worker.stop()


async def test_a_pair_that_still_works_is_used_while_the_next_one_is_refused(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until
) -> None:
    worker, gateway = make(), make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    async with turns.engine.begin() as connection:
        await connection.execute(text("UPDATE zalo_tokens SET renew_at = now() - interval '1 minute'"))
    stub.login.answers = [web.Response()]
    await gateway.start(receive)
    await until(lambda: gateway.alarms() == [LOST])
    fresh = make()
    await fresh.start(None)
    await fresh.send(CONVERSATION, HELLO)
    await worker.send(CONVERSATION, HELLO)
    assert stub.login.refreshed == ["refresh-1", "refresh-2"]
    for one in (worker, gateway, fresh):
        await one.stop()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html"),
        lambda: web.Response(text="<html>Just a moment</html>", content_type="text/html"),
        lambda: web.json_response({}),
        lambda: web.json_response([]),
    ],
    ids=["502", "page", "nothing", "list"],
)
async def test_trouble_on_the_way_passes(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, answer: Callable[[], web.Response]
) -> None:
    stub.login.answers = [answer()]
    worker = make()
    await worker.start(None)
    for _ in range(3):
        with pytest.raises(SendLater):
            await worker.send(CONVERSATION, HELLO)
    assert len(stub.login.refreshed) == 1, "it stays calm for a while"
    assert await alarms(turns) == []
    await asyncio.sleep(0.25)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()


async def test_the_login_is_down(stub: ZaloOAStub, make: MakeConnector) -> None:
    worker = make(zalo_oa_oauth_url="http://127.0.0.1:9")
    await worker.start(None)
    with pytest.raises(SendLater):
        await worker.send(CONVERSATION, HELLO)
    await worker.stop()


async def test_a_wrong_app_secret_is_an_alarm(stub: ZaloOAStub, make: MakeConnector, turns: Turns) -> None:
    worker = make(zalo_oa_app_secret="wrong")
    await worker.start(None)
    with pytest.raises(SendLater):
        await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    (alarm,) = await alarms(turns)
    assert "-14002" in alarm
    assert "ZALO_OA_APP_SECRET" in alarm
    worker = make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    assert await alarms(turns) == []


async def test_no_token_at_all_is_an_alarm(stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until) -> None:
    gateway = make(zalo_oa_refresh_token="")
    await gateway.start(receive)
    await until(lambda: gateway.alarms() == [NONE])
    await gateway.stop()
    assert stub.login.refreshed == []


async def test_another_secret_key_is_an_alarm(stub: ZaloOAStub, make: MakeConnector, turns: Turns) -> None:
    worker = make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    worker = make(secret_key="another")
    await worker.start(None)
    with pytest.raises(SendLater):
        await worker.send(CONVERSATION, HELLO)
    assert await alarms(turns) == [LOCKED]
    await worker.stop()
    worker = make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()


async def test_who_is_cancelled_does_not_take_the_new_pair_along(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until
) -> None:
    stub.login.wait = 0.1
    worker = make()
    await worker.start(None)
    sending = asyncio.create_task(worker.send(CONVERSATION, HELLO))
    await until(lambda: stub.login.refreshed)
    sending.cancel()
    await asyncio.wait([sending])
    await worker.stop()
    assert sending.cancelled()
    assert (await rows(turns)).sealed is not None
    worker = make()
    await worker.start(None)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    assert stub.login.refreshed == ["refresh-1"]


async def test_a_pair_that_could_not_be_stored_is_stored_later(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until
) -> None:
    """The database goes away between Zalo's answer and the end of the transaction."""
    worker = make()
    await worker.start(None)
    stub.login.wait = 0.2
    await _lose_the_database(worker, stub, turns, until)
    await worker.send(CONVERSATION, HELLO)
    await worker.stop()
    assert stub.login.refreshed == ["refresh-1"]
    assert len(stub.sent) == 1


async def test_a_pair_that_could_not_be_stored_helps_who_found_the_old_token_used_up(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns, until: Until
) -> None:
    gateway, worker = make(), make()
    await gateway.start(None)
    await worker.start(None)
    stub.login.wait = 0.2
    await _lose_the_database(gateway, stub, turns, until)
    with pytest.raises(SendLater):
        await worker.send(CONVERSATION, HELLO)
    assert LOST in await alarms(turns)
    await gateway.send(CONVERSATION, HELLO)
    assert await alarms(turns) == []
    await asyncio.sleep(0.25)  # it asks again after its pause
    await worker.send(CONVERSATION, HELLO)
    await gateway.stop()
    await worker.stop()
    assert stub.login.refreshed == ["refresh-1", "refresh-1"]
    assert len(stub.sent) == 2


async def test_nothing_is_sent_with_a_pair_before_it_is_stored(
    stub: ZaloOAStub, make: MakeConnector, turns: Turns
) -> None:
    worker = make()
    await worker.start(None)
    async with turns.engine.begin() as connection:
        await connection.execute(text("INSERT INTO zalo_tokens (app_id) SELECT '360846524940903967'"))
    async with turns.engine.begin() as connection:
        await connection.execute(text("SELECT 1 FROM zalo_tokens FOR UPDATE"))
        sending = asyncio.create_task(worker.send(CONVERSATION, HELLO))
        await asyncio.sleep(0.1)
        assert (stub.login.refreshed, stub.sent) == ([], []), "another process holds the row"
    await sending
    await worker.stop()


def test_pkce_is_s256() -> None:
    """The vector of RFC 7636, appendix B."""
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert len(new_verifier()) == 43
    assert new_verifier() != new_verifier()


def test_a_seal_opens_with_its_own_key_only() -> None:
    sealed = Seal(b"key", TOKENS).close("a", "b")
    assert Seal(b"key", TOKENS).open(sealed) == ["a", "b"]
    assert Seal(b"other", TOKENS).open(sealed) is None
    assert Seal(b"key", "other").open(sealed) is None
    assert Seal(b"key", TOKENS).open("nonsense") is None
    assert digest("") == ""


def _issued(stub: ZaloOAStub) -> Issued:
    pair = stub.login.issue()
    return Issued(pair["access_token"], pair["refresh_token"], float(pair["expires_in"]))


async def _lose_the_database(connector: ZaloOA, stub: ZaloOAStub, turns: Turns, until: Until) -> None:
    """It goes away between Zalo's answer to this process and the end of the transaction."""
    sending = asyncio.create_task(connector.send(CONVERSATION, HELLO))
    await until(lambda: stub.login.refreshed)
    async with turns.engine.begin() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND state = 'idle in transaction'"
            )
        )
    with pytest.raises(Exception, match="connection"):
        await sending
