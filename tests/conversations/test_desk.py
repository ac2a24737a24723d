"""Asking for a person, in words, with the real model and a help desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.storage.turns import Conversation
from tests.conversations.dialogue import Citizen, check
from tests.models import load_mind

if TYPE_CHECKING:
    from bot.dialogue.turn import Mind  # importing it takes ten seconds: the fast lane must not

pytestmark = pytest.mark.rasa

CONSENT = "Cán bộ sẽ đọc được đoạn trò chuyện này."
SITUATION: dict[str, Any] = {"open": True, "opens": "", "wait": "", "ticket": None}


@pytest.fixture(scope="module")
def mind() -> Mind:
    return load_mind(desk=lambda conversation: {**SITUATION, "ticket": conversation.ticket})


@pytest.mark.parametrize("words", ["cho tôi gặp người thật", "gap can bo", "cho bác gặp cán bộ"])
@pytest.mark.parametrize("agreed", ["đồng ý", "ok", "vâng", "1", "Đồng ý, nhờ cán bộ"])
async def test_agreeing_calls_a_person(mind: Mind, words: str, agreed: str) -> None:
    citizen = Citizen(mind)
    check({"answered": [CONSENT]}, await citizen.takes_turn({"said": words}))
    check({"answered": ["Cháu đã báo cán bộ rồi ạ."]}, await citizen.takes_turn({"said": agreed}))
    left = await citizen.takes_turn({"said": "tôi bị mất điện thoại, giờ làm sao vào lại vneid"})
    check({"answered": ["Cháu đã chuyển lời bác cho cán bộ ạ."]}, left)
    check({"answered": ["VNeID"]}, await citizen.takes_turn({"said": "quên mật khẩu vneid"}))


@pytest.mark.parametrize("refused", ["không", "thôi không cần", "2"])
async def test_who_does_not_agree_is_not_handed_over(mind: Mind, refused: str) -> None:
    citizen = Citizen(mind)
    await citizen.takes_turn({"said": "gặp cán bộ"})
    check({"answered": ["không báo cán bộ", "Nơi hỏi"]}, await citizen.takes_turn({"said": refused}))


async def test_help_and_places_to_ask_lead_to_a_person(mind: Mind) -> None:
    citizen = Citizen(mind)
    check({"buttons": ["Gặp cán bộ"]}, await citizen.takes_turn({"said": "trợ giúp"}))
    check({"answered": [CONSENT]}, await citizen.takes_turn({"taps": "Gặp cán bộ"}))
    citizen = Citizen(mind)
    await citizen.takes_turn({"said": "quên mật khẩu vneid"})
    check({"answered": ["Bác hỏi người"], "buttons": ["Gặp cán bộ"]}, await citizen.takes_turn({"said": "hỏi ai"}))


async def test_three_lost_turns_offer_a_person(mind: Mind) -> None:
    citizen = Citizen(mind)
    for _ in range(2):
        check({"never": [CONSENT]}, await citizen.takes_turn({"said": "qwrtz plmkn bvcxz"}))
    check({"answered": [CONSENT]}, await citizen.takes_turn({"said": "qwrtz plmkn bvcxz"}))


async def test_the_wish_and_the_words_are_in_the_outcome(mind: Mind) -> None:
    from bot.messages import IncomingMessage, Kind

    asked = IncomingMessage("test:2", "1", Kind.TEXT, "gặp cán bộ")
    state = (await mind.answer(asked, Conversation("test:2"))).state
    agreed = IncomingMessage("test:2", "2", Kind.TEXT, "đồng ý")
    outcome = await mind.answer(agreed, Conversation("test:2", state))
    assert outcome.wish is not None
    assert (outcome.wish.reason, outcome.wish.in_hours) == ("asked", True)
    words = IncomingMessage("test:2", "3", Kind.TEXT, "máy tôi hư")
    outcome = await mind.answer(words, Conversation("test:2", outcome.state))
    assert (outcome.said, outcome.wish) == ("máy tôi hư", None)
    assert "leaving" not in outcome.state
