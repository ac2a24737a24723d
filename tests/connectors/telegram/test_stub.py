"""The stub is as strict as Telegram: what a citizen's phone would not show, it refuses."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import test_utils, web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from connectors.telegram.request import Request
from tests.connectors.telegram.conftest import CHAT
from tests.stubs.telegram import TelegramStub
from tests.stubs.telegram_delivery import Undelivered
from tests.stubs.telegram_html import CannotParse, read_html
from tests.waiting import until


@pytest_asyncio.fixture
async def bot(stub: TelegramStub) -> AsyncIterator[Bot]:
    """The library's bot, to which a citizen wrote."""
    bot = _bot(stub.url, stub.token)
    stub.meet(stub.updates.message(CHAT, text="/start"))
    async with bot:
        yield bot


def _bot(url: str, token: str) -> Bot:
    return Bot(token, base_url=f"{url}/bot", request=Request(2.0), get_updates_request=Request(2.0))


def _keyboard(*rows: int, data: str = "/x", title: str = "Có") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(title, callback_data=data)] * count for count in rows])


@pytest.mark.parametrize(
    ("text", "markup", "reason"),
    [
        ("", None, "message text is empty"),
        (" \n", None, "message text is empty"),
        ("a" * 4097, None, "message is too long"),
        ("👍" * 2049, None, "message is too long"),
        ("a < b", None, "can't parse entities: unsupported start tag"),
        ("<b>a", None, "can't parse entities: can't find end tag"),
        ("<b>a</i>", None, "can't parse entities: unmatched end tag"),
        ("x", _keyboard(1, data="đ" * 33), "button_data_invalid"),
        ("x", _keyboard(1, data=""), "button"),
        ("x", _keyboard(1, title=" "), "unallowed"),
        ("x", _keyboard(9), "row"),
        ("x", _keyboard(*[5] * 21), "too long"),
    ],
)
async def test_messages_it_refuses(bot: Bot, text: str, markup: InlineKeyboardMarkup, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(CHAT, text, parse_mode="HTML", reply_markup=markup)
    assert reason in refused.value.message.lower()


async def test_messages_at_the_limits(stub: TelegramStub, bot: Bot) -> None:
    await bot.send_message(CHAT, "<b>a</b>" + "&amp;" * 4095, parse_mode="HTML", reply_markup=_keyboard(*[5] * 20))
    await bot.send_message(CHAT, "<b>", reply_markup=_keyboard(8, data="a" * 64))
    assert [len(sent.text) for sent in stub.sent] == [4096, 3]
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(CHAT, "https://example.vn/a.png", caption="a" * 1025)


async def test_chats_that_cannot_be_reached(stub: TelegramStub, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "x")
    stub.blocked.add(CHAT)
    with pytest.raises(Forbidden):
        await bot.send_message(CHAT, "x")


async def test_calls_it_does_not_know(stub: TelegramStub) -> None:
    for token in ("1:wrong", "wrong"):
        stranger = _bot(stub.url, token)
        with pytest.raises(InvalidToken):
            await stranger.initialize()
        await stranger.shutdown()
    async with aiohttp.ClientSession() as session:
        call = f"{stub.url}/bot{stub.token}"
        async with session.post(f"{call}/sendMessage", json={"chat_id": CHAT, "text": "x"}) as response:
            assert response.status == 400
        async with session.post(f"{call}/sendFax", data={"x": "y"}) as response:
            assert response.status == 404


async def test_a_tap_is_answered_once(stub: TelegramStub, bot: Bot) -> None:
    await bot.send_message(CHAT, "x", reply_markup=_keyboard(1, data="/mot"))
    with pytest.raises(AssertionError, match="no button"):
        await stub.tap(CHAT, "/hai")
    tap = (await stub.tap(CHAT, "/mot"))["callback_query"]["id"]
    await bot.answer_callback_query(tap)
    for query in (tap, "never heard of"):
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(query)


@pytest.mark.parametrize(
    "parameters",
    [
        {"url": "http://example.vn/w"},
        {"url": "https://example.vn:8080/w"},
        {"url": "https://example.vn/w", "secret_token": "có dấu"},
        {"url": "https://example.vn/w", "secret_token": "a" * 257},
        {"url": "https://example.vn/w", "max_connections": 101},
        {"url": "https://example.vn/w", "allowed_updates": ["messages"]},
    ],
)
async def test_webhooks_it_refuses(bot: Bot, parameters: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(**parameters)


async def test_a_second_webhook_at_once_is_too_many(stub: TelegramStub, bot: Bot) -> None:
    slow = TelegramStub(second=1.0)
    await slow.start()
    async with _bot(slow.url, slow.token) as other:
        for _ in range(2):
            await other.set_webhook("https://example.vn/w")
        with pytest.raises(RetryAfter):
            await other.set_webhook("https://example.vn/other")
    await slow.stop()


@pytest.mark.parametrize("command", ["Menu", "trợ_giúp", "a" * 33, ""])
async def test_commands_it_refuses(bot: Bot, command: str) -> None:
    with pytest.raises(BadRequest):
        await bot.set_my_commands([(command, "Danh mục")])
    with pytest.raises(BadRequest):
        await bot.set_my_commands([("menu", "Danh mục")], language_code="vie")


async def test_its_updates_are_what_the_library_knows(stub: TelegramStub, bot: Bot) -> None:
    await bot.send_message(CHAT, "x", reply_markup=_keyboard(1, data="/mot"))
    said = Update.de_json(await stub.say(CHAT, "/start vneid"))
    tapped = Update.de_json(await stub.tap(CHAT, "/mot"))
    assert not said.api_kwargs
    assert said.message is not None
    assert said.message.entities[0].type == "bot_command"
    assert said.message.chat.type == "private"
    assert tapped.callback_query is not None
    assert tapped.callback_query.message is not None
    assert tapped.callback_query.message.message_id == stub.sent[0].message["message_id"]
    assert tapped.update_id == said.update_id + 1


async def test_updates_wait_for_get_updates_until_confirmed(stub: TelegramStub, bot: Bot) -> None:
    first = (await stub.say(CHAT, "một"))["update_id"]
    await stub.say(CHAT, "hai")
    assert [update.update_id for update in await bot.get_updates()] == [first, first + 1]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [first]
    waiting = asyncio.create_task(bot.get_updates(offset=first + 2, timeout=5))
    await until(lambda: stub.delivery.pending == [])
    begin = time.monotonic()
    await stub.say(CHAT, "ba")
    assert [update.update_id for update in await waiting] == [first + 2]
    assert time.monotonic() - begin < 1.0


async def test_one_poller_and_no_webhook(stub: TelegramStub, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await until(lambda: stub.calls_of("getUpdates"))
    assert await bot.get_updates() == ()
    with pytest.raises(Conflict, match="other getUpdates"):
        await waiting
    await bot.set_webhook("https://example.vn/w")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


class Webhook:
    """Answers with the given statuses, then 200."""

    def __init__(self, *statuses: int, seconds: float = 0.0) -> None:
        self.statuses = list(statuses)
        self.seconds = seconds
        self.taken: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.secrets: set[str] = set()

    async def start(self) -> test_utils.TestServer:
        app = web.Application()
        app.router.add_post("/w", self.take)
        server = test_utils.TestServer(app)
        await server.start_server()
        return server

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        update = json.loads(await request.read())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        self.taken.append(update["message"]["text"])
        return web.Response(status=204)


async def test_deliveries_are_repeated_in_order(stub: TelegramStub, bot: Bot) -> None:
    webhook = Webhook(500, 302, 404)
    server = await webhook.start()
    await bot.set_webhook(str(server.make_url("/w")), secret_token="a-B_1")
    await asyncio.gather(*(stub.say(CHAT, text) for text in ("một", "hai", "ba")))
    assert webhook.taken == ["một", "hai", "ba"]
    assert webhook.secrets == {"a-B_1"}
    assert stub.delivery.statuses == [500, 302, 404, 204, 204, 204]
    await server.close()


async def test_chats_are_delivered_side_by_side_up_to_max_connections(stub: TelegramStub, bot: Bot) -> None:
    webhook = Webhook(seconds=0.02)
    server = await webhook.start()
    await bot.set_webhook(str(server.make_url("/w")), max_connections=5)
    await asyncio.gather(*(stub.say(chat, "x") for chat in range(1, 13)))
    assert webhook.most_at_once == 5
    webhook.most_at_once = 0
    await asyncio.gather(*(stub.say(7, "x") for _ in range(3)))
    assert webhook.most_at_once == 1
    await server.close()


async def test_what_was_said_before_there_was_a_webhook_is_delivered(stub: TelegramStub, bot: Bot) -> None:
    await stub.say(CHAT, "một")
    webhook = Webhook()
    server = await webhook.start()
    await bot.set_webhook(str(server.make_url("/w")), allowed_updates=["message"])
    await until(lambda: webhook.taken == ["một"])
    await stub.deliver({"update_id": 1, "edited_message": {}})
    assert webhook.taken == ["một"], "only what is allowed"
    await server.close()


async def test_a_webhook_that_never_takes_it() -> None:
    stub = TelegramStub(second=0.001, patience=0.05)
    await stub.start()
    stub.delivery.set_webhook({"url": f"http://127.0.0.1:{test_utils.unused_port()}/w"})
    with pytest.raises(Undelivered):
        await stub.say(CHAT, "x")
    assert set(stub.delivery.statuses) == {0}
    await stub.stop()


@pytest.mark.parametrize(
    ("source", "text", "types"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &nbsp; & d > e", 'a <b> & "c" &nbsp; & d > e', []),
        ("<b>Đậm <i>và nghiêng</i></b>", "Đậm và nghiêng", [("italic", 4, 10), ("bold", 0, 14)]),
        ("👍 <code>x</code>", "👍 x", [("code", 3, 1)]),
        ('<a href="https://vneid.gov.vn">VNeID</a>', "VNeID", [("text_link", 0, 5)]),
        ("<b></b>x", "x", []),
    ],
)
def test_html(source: str, text: str, types: list[tuple[str, int, int]]) -> None:
    plain, entities = read_html(source)
    assert plain == text
    assert [(found["type"], found["offset"], found["length"]) for found in entities] == types


@pytest.mark.parametrize("source", ["<", "a < b", "<b", "</b>", "<br>", "<b>x</i>", "<b>", "<B x='1'>y</B>"])
def test_html_it_refuses(source: str) -> None:
    with pytest.raises(CannotParse):
        read_html(source)
