"""A citizen with Telegram and the real bot, from the greeting to the thumb."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from itertools import pairwise

import pytest

from bot.dialogue.reading import VIETNAM
from bot.guides import walk
from bot.guides.library import shared_library
from bot.guides.pages import TOPICS
from tests.e2e.bots import Bot
from tests.e2e.citizens import Citizen, pages, title
from tests.stubs.telegram_chats import Sent
from tests.waiting import until

pytestmark = pytest.mark.rasa

GUIDE = "vneid_quen_mat_khau"
QUESTION = "quên mật khẩu VNeID thì làm thế nào"


async def test_a_guide_from_the_greeting_to_the_thumb(bot: Bot) -> None:
    guide = shared_library().find(GUIDE)
    assert guide is not None
    citizen = Citizen(bot.telegram)
    begun, answered = len(bot.telegram.calls_of("sendMessage")), len(bot.telegram.answered)

    (greeting,) = await citizen.says("xin chào")
    assert _titles(greeting) == list(TOPICS.values())

    (opening,) = await citizen.says(QUESTION)
    assert opening.html.startswith(f"<b>{guide.title}</b>\n\n")
    assert guide.summary in opening.text

    taps = ["Bắt đầu"]
    (shown,) = await citizen.taps("Bắt đầu")
    answers: dict[str, str] = {}
    while (asked := walk.next_question(guide, answers)) is not None:
        assert shown.text.startswith(asked.ask)
        assert _titles(shown)[:-1] == [option.label for option in asked.options]
        answers[asked.id] = asked.options[0].id
        taps.append(asked.options[0].label)
        (shown,) = await citizen.taps(taps[-1])

    way = walk.steps(guide, answers, datetime.now(VIETNAM).date())
    for number, step in enumerate(way, start=1):
        assert shown.html.startswith("<b>") or "<b>" in shown.html
        assert f"Bước {number}/{len(way)}. {step.title}" in shown.text
        assert step.text in shown.text
        taps.append("Tiếp" if number < len(way) else "Xong rồi")
        (shown,) = await citizen.taps(taps[-1])

    assert guide.title in shown.text
    (thanks,) = await citizen.taps("👍 Có ích")
    assert thanks.text.startswith("Cháu cảm ơn bác")

    sent = bot.telegram.calls_of("sendMessage")[begun:]
    assert len(sent) == len(citizen.sees), "Telegram refused a message, which was sent again without HTML"
    assert {call["parse_mode"] for call in sent} == {"HTML"}
    await until(lambda: len(bot.telegram.answered) == answered + len(taps) + 1)
    assert citizen.chat in bot.telegram.typing


async def test_what_a_citizen_sends_cannot_become_markup(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    shown = await citizen.says("<b>quên mật khẩu & <a href='https://vi.du'>VNeID</a>")
    assert all("vi.du" not in sent.html for sent in shown)
    assert not [line for line in bot.worker.lines() if "does not read our HTML" in line["event"]]


async def test_an_update_that_comes_again_is_answered_once(bot: Bot) -> None:
    citizen = Citizen(bot.telegram)
    update = citizen.will_say("xin chào")
    deliver = bot.telegram.deliver
    await asyncio.gather(deliver(update), deliver(update), deliver(update))
    await citizen.gets(1)
    await deliver(update)
    await bot.idle()
    assert len(citizen.sees) == 1
    assert len(bot.rows("SELECT id FROM turns WHERE conversation = %s", citizen.conversation)) == 1


async def test_three_messages_at_once_are_answered_in_order_without_a_pause(bot: Bot) -> None:
    guides = ["vneid_khoa", "can_cuoc", "tam_tru"]
    titles = [title(guide) for guide in guides]
    citizen = Citizen(bot.telegram)
    await citizen.says("xin chào")
    began = time.monotonic()
    await asyncio.gather(*(bot.telegram.say(citizen.chat, f"/start {guide}") for guide in guides))
    assert pages(await citizen.gets(4))[1:] == titles
    times = [began, *citizen.sending_times[1:]]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    print("seconds between the replies to three messages at once:", [round(gap, 3) for gap in gaps])
    assert max(gaps) < 1.0


def _titles(sent: Sent) -> list[str]:
    return [title for row in sent.buttons for title, _payload in row]
