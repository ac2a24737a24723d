"""The web chat over HTTP: who it is, messages in, replies out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Optional

import aiohttp
import psycopg
import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from bot.errors import Malformed
from bot.messages import LONGEST_TEXT, Button, IncomingMessage, Kind, Reply
from bot.settings import read_settings
from bot.storage.turns import Outcome, Status, Turns
from connectors import web
from connectors.streams import MOST_STREAMS, PAGE
from tests.stubs.web_gateway import WebGateway, echo

pytestmark = pytest.mark.thorough

COOKIE = "a" * 43
CONVERSATION = "web:" + hashlib.sha256(COOKIE.encode()).hexdigest()[:32]
HELLO = {"id": "6f1c-1", "text": "xin chào"}
FILES = ["colours.css", "chat.css", "chat.js", "chat-log.js", "chat-store.js", "chat-wire.js", "favicon.svg"]


@pytest_asyncio.fixture
async def gateway(turns: Turns) -> AsyncIterator[WebGateway]:
    gateway = WebGateway(turns)
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture
async def citizen(gateway: WebGateway) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser whose cookie is known, so that its conversation is CONVERSATION."""
    async with client(gateway, cookie=COOKIE) as session:
        yield session


def client(gateway: WebGateway, cookie: Optional[str] = None) -> aiohttp.ClientSession:
    headers = {} if cookie is None else {"Cookie": f"chat={cookie}"}
    return aiohttp.ClientSession(gateway.url, headers=headers, cookie_jar=aiohttp.DummyCookieJar())


def answer(text: str) -> Outcome:
    return Outcome((Reply(text),), {}, Status.ANSWERED, "hỏi")


def said(id: str, conversation: str = CONVERSATION) -> IncomingMessage:
    return IncomingMessage(conversation, id, Kind.TEXT, "hỏi", time.time())


async def listen(session: aiohttp.ClientSession, after: int = 0) -> aiohttp.ClientResponse:
    return await session.get("/chat/replies", params={"after": str(after)})


async def events(response: aiohttp.ClientResponse, count: int, within: float = 5.0) -> list[tuple[int, str]]:
    """The next `count` events of a stream: ids and texts of the replies."""

    async def read() -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        id = 0
        while len(found) < count:
            name, _, value = (await response.content.readline()).decode().rstrip("\n").partition(": ")
            id = int(value) if name == "id" else id
            if name == "data":
                found.append((id, json.loads(value)["text"]))
        return found

    return await asyncio.wait_for(read(), within)


async def until_listening(url: str) -> None:
    """Waits until the gateway's LISTEN connection is up."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for _ in range(100):
            if await (await connection.execute(LISTENERS)).fetchone():
                return
            await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


LISTENERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'"


def refused(reason: str) -> float:
    labels = {"connector": "web", "reason": reason}
    return REGISTRY.get_sample_value("bot_webhooks_refused_total", labels) or 0.0


# Who it is


async def test_the_page_gives_a_cookie_that_only_the_server_reads(gateway: WebGateway) -> None:
    async with client(gateway) as browser, browser.get("/") as response:
        cookie = response.cookies["chat"]
        assert (response.status, response.content_type) == (200, "text/html")
        assert len(cookie.value) == 43
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Strict", "", "/")
        assert list(response.cookies) == ["chat"]
        assert 'lang="vi"' in await response.text()


async def test_two_citizens_get_two_cookies(gateway: WebGateway) -> None:
    async with client(gateway) as browser, browser.get("/") as one, browser.get("/") as other:
        assert one.cookies["chat"].value != other.cookies["chat"].value


async def test_the_cookie_is_kept(citizen: aiohttp.ClientSession) -> None:
    async with citizen.get("/") as response:
        assert not response.cookies


async def test_a_cookie_that_is_not_ours_is_replaced(gateway: WebGateway) -> None:
    async with client(gateway, cookie="1") as browser, browser.get("/") as response:
        assert len(response.cookies["chat"].value) == 43


async def test_a_link_on_another_site_does_not_end_the_conversation(gateway: WebGateway) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}  # the browser holds a SameSite=Strict cookie back here
    async with client(gateway) as browser, browser.get("/", headers=headers) as response:
        assert (response.status, len(response.cookies)) == (200, 0)


async def test_the_cookie_travels_by_https_only_where_there_is_https(turns: Turns) -> None:
    gateway = WebGateway(turns, public_url="https://tro-ly.example")
    await gateway.start()
    async with client(gateway) as browser, browser.get("/") as response:
        assert response.cookies["chat"]["secure"] is True
    await gateway.stop()


async def test_the_page_may_load_nothing_from_elsewhere(citizen: aiohttp.ClientSession) -> None:
    async with citizen.get("/") as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not [rule for rule in policy if "unsafe" in rule]
        page = await response.text()
    assert "style=" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script src="/chat/') == 1


@pytest.mark.parametrize("path", ["/", *(f"/chat/{name}" for name in FILES)])
async def test_a_file_is_sent_once(citizen: aiohttp.ClientSession, path: str) -> None:
    async with citizen.get(path) as first:
        assert first.status == 200
        assert first.headers["X-Content-Type-Options"] == "nosniff"
        assert await first.read()
    async with citizen.get(path, headers={"If-None-Match": first.headers["ETag"]}) as again:
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


async def test_no_other_file_is_served(citizen: aiohttp.ClientSession) -> None:
    for path in ("/chat/__init__.py", "/chat/..%2fweb.py", "/chat/chat.html"):
        async with citizen.get(path) as response:
            assert response.status == 404


# Messages in


async def test_a_text_is_taken(gateway: WebGateway, citizen: aiohttp.ClientSession) -> None:
    async with citizen.post("/chat/messages", json=HELLO) as response:
        assert (response.status, await response.read()) == (202, b"")
    (message,) = gateway.received
    assert (message.conversation, message.id, message.kind, message.text) == (
        CONVERSATION,
        "6f1c-1",
        Kind.TEXT,
        "xin chào",
    )
    assert message.sent_at == pytest.approx(time.time(), abs=5)


async def test_a_button_is_taken(gateway: WebGateway, citizen: aiohttp.ClientSession) -> None:
    await citizen.post("/chat/messages", json={"id": "1", "payload": '/go{"to":"menu"}'})
    assert [(message.kind, message.text) for message in gateway.received] == [(Kind.BUTTON, '/go{"to":"menu"}')]


async def test_a_repeated_message_has_one_answer(
    gateway: WebGateway, citizen: aiohttp.ClientSession, turns: Turns
) -> None:
    gateway.answer = echo
    for _ in range(2):
        assert (await citizen.post("/chat/messages", json=HELLO)).status == 202
    assert len(await turns.replies_after(CONVERSATION, 0)) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a" * (LONGEST_TEXT + 1), "a" * LONGEST_TEXT),
        ("  hai\ndòng \n", "hai\ndòng"),
        ("không\x00 \x1b[31mcó \ud800gì", "không [31mcó gì"),
        ("/restart", "/restart"),
        ("👍🏽", "👍🏽"),
    ],
    ids=["too long", "spaces", "unprintable", "slash", "emoji"],
)
async def test_a_text_is_cut_and_cleaned(
    gateway: WebGateway, citizen: aiohttp.ClientSession, text: str, read: str
) -> None:
    assert (await citizen.post("/chat/messages", json={"id": "1", "text": text})).status == 202
    assert [message.text for message in gateway.received] == [read]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 10_000,
        b"\xff\xfe\x00",
        b"[]",
        b'"text"',
        b'{"text": "a"}',
        b'{"id": 1, "text": "a"}',
        b'{"id": "", "text": "a"}',
        b'{"id": "a b", "text": "a"}',
        b'{"id": "%s", "text": "a"}' % (b"a" * 65),
        b'{"id": "1"}',
        b'{"id": "1", "text": ""}',
        b'{"id": "1", "text": " \\u0000 "}',
        b'{"id": "1", "text": ["a"]}',
        b'{"id": "1", "text": "a", "payload": "/go{}"}',
        b'{"id": "1", "payload": "go"}',
        b'{"id": "1", "payload": "/%s"}' % (b"a" * 256),
    ],
)
async def test_a_malformed_message_is_refused(gateway: WebGateway, citizen: aiohttp.ClientSession, body: bytes) -> None:
    before = refused("malformed")
    async with citizen.post("/chat/messages", data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert (gateway.received, refused("malformed")) == ([], before + 1)


async def test_a_large_body_is_refused(gateway: WebGateway, citizen: aiohttp.ClientSession) -> None:
    async def in_parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"a" * 1024

    before = refused("too_large")
    for body in (b"a" * 17_000, in_parts()):
        headers = {"Content-Type": "application/json"}
        async with citizen.post("/chat/messages", data=body, headers=headers) as response:
            assert response.status == 413
    assert (gateway.received, refused("too_large")) == ([], before + 2)


@pytest.mark.parametrize(
    ("cookie", "headers"),
    [
        (None, {}),
        ("short", {}),
        (COOKIE, {"Content-Type": "text/plain"}),
        (COOKIE, {"Origin": "https://elsewhere.example"}),
        (COOKIE, {"Origin": "null"}),
        (COOKIE, {"Origin": ""}),
    ],
)
async def test_what_our_page_did_not_send_is_refused(
    gateway: WebGateway, cookie: Optional[str], headers: dict[str, str]
) -> None:
    before = refused("unauthentic")
    async with client(gateway, cookie) as browser:
        sent = {"Content-Type": "application/json", **headers}
        async with browser.post("/chat/messages", data=json.dumps(HELLO), headers=sent) as response:
            assert response.status == 403
    assert (gateway.received, refused("unauthentic")) == ([], before + 1)


async def test_our_own_origin_is_accepted(turns: Turns) -> None:
    gateway = WebGateway(turns, public_url="https://tro-ly.example")
    await gateway.start()
    async with client(gateway, COOKIE) as browser:
        for number, origin in enumerate((gateway.url, "https://tro-ly.example")):
            sent = {**HELLO, "id": str(number)}
            async with browser.post("/chat/messages", json=sent, headers={"Origin": origin}) as response:
                assert response.status == 202
    await gateway.stop()


# Replies out


async def test_replies_come_whole_and_in_order(
    citizen: aiohttp.ClientSession, turns: Turns, gateway: WebGateway
) -> None:
    whole = Reply("Một\nhai", "Tên", (Button("Tiếp", '/go{"to":"a.1"}'),), "https://example.org/a.png")
    ids = await gateway.say(said("1"), [whole, Reply("Ba")])
    async with await listen(citizen) as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        body = b"".join([await response.content.readline() for _ in range(8)]).decode()
    comment, first, second, _ = body.split("\n\n")
    assert comment.startswith(":")
    assert [event.split("\n")[0] for event in (first, second)] == [f"id: {id}" for id in ids]
    assert json.loads(first.split("data: ")[1]) == {
        "text": "Một\nhai",
        "title": "Tên",
        "buttons": [{"title": "Tiếp", "payload": '/go{"to":"a.1"}'}],
        "picture": "https://example.org/a.png",
    }


async def test_a_page_that_comes_back_gets_what_it_missed(citizen: aiohttp.ClientSession, gateway: WebGateway) -> None:
    first, second, third = await gateway.say(said("1"), [Reply("1"), Reply("2"), Reply("3")])
    async with await listen(citizen, after=first) as response:
        assert await events(response, 2) == [(second, "2"), (third, "3")]
    async with citizen.get("/chat/replies?after=0", headers={"Last-Event-ID": str(second)}) as response:
        assert await events(response, 1) == [(third, "3")]


async def test_a_page_that_remembers_what_is_gone_gets_everything(
    citizen: aiohttp.ClientSession, gateway: WebGateway
) -> None:
    (id,) = await gateway.say(said("1"), [Reply("Chào bác.")])
    async with await listen(citizen, after=1_000_000) as response:
        assert await events(response, 1) == [(id, "Chào bác.")]


async def test_a_long_conversation_comes_whole(citizen: aiohttp.ClientSession, gateway: WebGateway) -> None:
    ids = await gateway.say(said("1"), [Reply(str(number)) for number in range(2 * PAGE + 1)])
    async with await listen(citizen) as response:
        assert [id for id, _ in await events(response, len(ids))] == ids


async def test_a_new_reply_comes_at_once(citizen: aiohttp.ClientSession, gateway: WebGateway, fresh_url: str) -> None:
    await until_listening(fresh_url)
    async with await listen(citizen) as response:
        for number in range(5):
            began = time.monotonic()
            (id,) = await gateway.say(said(str(number)), [Reply("Chào bác.")])
            assert await events(response, 1) == [(id, "Chào bác.")]
            assert time.monotonic() - began < 2


async def test_nobody_gets_the_replies_of_another(citizen: aiohttp.ClientSession, gateway: WebGateway) -> None:
    async with await listen(citizen) as response:
        await gateway.say(said("1", conversation="web:another"), [Reply("riêng")])
        (id,) = await gateway.say(said("1"), [Reply("của bác")])
        assert await events(response, 1) == [(id, "của bác")]


async def test_a_lost_notice_only_delays(turns: Turns) -> None:
    gateway = WebGateway(turns, look_every=0.2)
    await gateway.start()
    async with client(gateway, COOKIE) as browser, await listen(browser) as response:
        _, stored = await turns.record(said("1"), answer("Không có tin báo."))
        assert await events(response, 1) == [(stored[0].id, "Không có tin báo.")]
        assert await response.content.readline() == b"\n"
        assert (await response.content.readline()).startswith(b":")
    await gateway.stop()


async def test_the_listener_comes_back(
    citizen: aiohttp.ClientSession, gateway: WebGateway, turns: Turns, fresh_url: str
) -> None:
    await until_listening(fresh_url)
    async with await listen(citizen) as response:
        async with await psycopg.AsyncConnection.connect(fresh_url, autocommit=True) as connection:
            await connection.execute(f"SELECT pg_terminate_backend(pid) FROM ({LISTENERS}) AS listener")
        _, missed = await turns.record(said("1"), answer("khi mất kết nối"))
        assert await events(response, 1) == [(missed[0].id, "khi mất kết nối")]
        await until_listening(fresh_url)
        (id,) = await gateway.say(said("2"), [Reply("khi có lại")])
        assert await events(response, 1) == [(id, "khi có lại")]


async def test_a_conversation_has_few_streams(citizen: aiohttp.ClientSession, gateway: WebGateway) -> None:
    before = refused("too_many_streams")
    streams = [await listen(citizen) for _ in range(MOST_STREAMS)]
    assert [stream.status for stream in streams] == [200] * MOST_STREAMS
    async with await listen(citizen) as another:
        assert (another.status, refused("too_many_streams")) == (429, before + 1)
    async with client(gateway, "b" * 43) as somebody, await listen(somebody) as response:
        assert response.status == 200
    streams.pop().close()
    assert await asyncio.wait_for(until_accepted(citizen), 5)
    for stream in streams:
        stream.close()


async def until_accepted(citizen: aiohttp.ClientSession) -> bool:
    while True:
        async with await listen(citizen) as response:
            if response.status == 200:
                return True
        await asyncio.sleep(0.05)


async def test_streams_end_when_the_gateway_stops(citizen: aiohttp.ClientSession, gateway: WebGateway) -> None:
    async with await listen(citizen) as response:
        await asyncio.wait_for(gateway.stop(), 5)
        assert (await response.read()).startswith(b":")


@pytest.mark.parametrize(
    ("path", "headers"),
    [("?after=a", {}), ("?after=-1", {}), ("?after=" + "9" * 30, {}), ("", {"Last-Event-ID": "²"})],
)
async def test_a_malformed_place_in_the_stream_is_refused(
    citizen: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with citizen.get("/chat/replies" + path, headers=headers) as response:
        assert response.status == 400


async def test_a_stream_needs_the_cookie(gateway: WebGateway) -> None:
    async with client(gateway) as browser, await listen(browser) as response:
        assert response.status == 403


# The connector


async def test_it_is_always_on_and_has_no_webhook(turns: Turns, tmp_path: Path) -> None:
    connector = web.connect(read_settings({}, tmp_path), turns)
    assert (connector.name, connector.webhook) == ("web", None)
    with pytest.raises(Malformed):
        connector.read({}, b"{}")
