"""The web chat over HTTP, answered by the real worker."""

from __future__ import annotations

import pytest

from tests.e2e.bots import Bot
from tests.e2e.citizens import title
from tests.e2e.webchat import open_page

pytestmark = pytest.mark.rasa


async def test_a_conversation_on_the_page(bot: Bot) -> None:
    async with open_page(bot.url) as page:
        await page.says("xin chào")
        (greeting,) = await page.sees(1)
        assert greeting.reply["buttons"]
        await page.says("/start can_cuoc")
        (opening,) = await page.sees(1, after=greeting.id)
        assert opening.reply["title"] == title("can_cuoc")
        await page.taps(opening.reply["buttons"][0])
        (begun,) = await page.sees(1, after=opening.id)
        assert begun.reply["text"]
        assert await page.sees(3) == [greeting, opening, begun]
    metrics = await bot.metrics()
    assert metrics.value("bot_turns_total", connector="web", band="sure") >= 3
    assert metrics.value("bot_reply_seconds_count", connector="web") >= 3


async def test_a_message_sent_again_is_answered_once(bot: Bot) -> None:
    async with open_page(bot.url) as page:
        hello = await page.says("xin chào")
        await page.sends(hello)
        await page.sees(1)
        await page.sends(hello)
        await bot.idle()
        await page.says("/start tam_tru")
        first, second = await page.sees(2)
        assert (first.reply["title"], second.reply["title"]) == (None, title("tam_tru"))


async def test_citizens_do_not_see_each_other(bot: Bot) -> None:
    async with open_page(bot.url) as one, open_page(bot.url) as other:
        await one.says("/start can_cuoc")
        await other.says("/start tam_tru")
        assert (await one.sees(2))[1].reply["title"] == title("can_cuoc")
        assert (await other.sees(2))[1].reply["title"] == title("tam_tru")
