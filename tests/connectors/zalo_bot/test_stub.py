"""The stub as a published client sees it: python-zalo-bot, written by others against the real Bot Platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from zalo_bot import Bot

from tests.stubs.zalo_bot import CHAT, TOO_MANY, Sent, ZaloBotStub, refused

pytestmark = pytest.mark.thorough


@pytest_asyncio.fixture
async def bot(stub: ZaloBotStub) -> AsyncIterator[Bot]:
    """The client, to which a citizen wrote."""
    stub.chats.add(CHAT)
    async with Bot(stub.token, base_url=stub.url) as bot:
        yield bot


async def test_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.account_name) == ("1459232241454765289", "bot.troLySo")


async def test_messages_it_sends(stub: ZaloBotStub, bot: Bot) -> None:
    message = await bot.send_message(CHAT, "Chào bác ạ.")
    await bot.send_photo(CHAT, caption="Bước 1", photo="https://example.vn/1.png")
    assert message.message_id
    assert stub.sent == [Sent(CHAT, "Chào bác ạ."), Sent(CHAT, "Bước 1", "https://example.vn/1.png")]


@pytest.mark.parametrize("text", ["", " ", "a" * 2001])
async def test_messages_it_refuses(stub: ZaloBotStub, bot: Bot, text: str) -> None:
    assert await bot.send_message(CHAT, text) is None, "the client swallows what comes with status 200"
    assert await bot.send_message("nobody", "Chào bác ạ.") is None
    assert stub.sent == []


async def test_updates_are_given_once_one_at_a_time(stub: ZaloBotStub, bot: Bot) -> None:
    for text in ("một", "hai"):
        await stub.say(text)
    first, second = await bot.get_update(timeout=1), await bot.get_update(timeout=1)
    assert (first.message.text, second.message.text) == ("một", "hai")
    assert first.message.chat.id == CHAT
    assert await bot.get_update(timeout=0, api_kwargs={"timeout": 0}) is None, "408"
    waiting = asyncio.create_task(bot.get_update(timeout=5))
    await asyncio.sleep(0.02)
    await stub.deliver(stub.update("sticker", sticker="1"))
    assert (await waiting).message.sticker == "1"


async def test_a_webhook_and_polling_exclude_each_other(stub: ZaloBotStub, bot: Bot) -> None:
    assert await bot._set_webhook_async("https://example.vn/w", "s3cret-of-ours")
    assert (stub.webhook, stub.secret) == ("https://example.vn/w", "s3cret-of-ours")
    assert await bot.get_update(timeout=1) is None
    for url, secret in (("http://example.vn/w", "s3cret-of-ours"), ("https://example.vn/w", "short")):
        assert not await bot._set_webhook_async(url, secret)
    assert await bot._delete_webhook_async()
    assert stub.webhook == ""


@pytest.mark.parametrize(
    "content", [{"json": {"chat_id": CHAT, "text": "x"}}, {"data": {"chat_id": CHAT, "text": "x"}}]
)
async def test_it_reads_json_forms_and_queries(stub: ZaloBotStub, bot: Bot, content: dict[str, object]) -> None:
    async with aiohttp.ClientSession() as session:
        call = f"{stub.url}/bot{stub.token}"
        async with session.post(f"{call}/sendMessage", **content) as response:
            assert (await response.json())["ok"]
        async with session.get(f"{call}/sendMessage", params={"chat_id": CHAT, "text": "y"}) as response:
            assert (await response.json())["ok"]
        async with session.get(f"{call}/sendFax") as response:
            assert (response.status, (await response.json())["error_code"]) == (200, 404)
        async with session.get(f"{stub.url}/bot1:wrong/getMe") as response:
            assert (response.status, (await response.json())["error_code"]) == (200, 401)


async def test_it_fails_as_told(stub: ZaloBotStub) -> None:
    stub.fail("getMe", refused(429, "Quota exceeded"))
    stub.fail("getMe", TOO_MANY)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{stub.url}/bot{stub.token}/getMe") as response:
            assert await response.json() == {"ok": False, "error_code": 429, "description": "Quota exceeded"}
        async with session.get(f"{stub.url}/bot{stub.token}/getMe") as response:
            assert (response.status, response.content_type) == (429, "text/html")
