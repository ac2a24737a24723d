"""Turns packed into as few messages as a platform's limits allow."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from ruamel.yaml import YAML

from bot.cli import HOME
from bot.guides import pages, walk
from bot.guides.library import shared_library
from bot.guides.pages import Page
from bot.messages import Button, Reply
from connectors.packing import CHOOSE, Limits, pack
from connectors.splitting import units
from connectors.zalo_bot.layout import LIMITS as BOT
from connectors.zalo_oa.layout import LIMITS as ACCOUNT

FIVE, NONE = Limits(text=2000, buttons=5), Limits(text=2000)
TODAY = date(2026, 11, 22)


def buttons(count: int) -> tuple[Button, ...]:
    return tuple(Button(f"Ý {number}", f'/go{{"to":"topic:y{number}"}}') for number in range(1, count + 1))


def reply(page: Page) -> Reply:
    options = tuple(Button(choice.title, choice.target.payload()) for choice in page.choices)
    return Reply(page.text, page.title, options, page.picture)


def test_a_turn_becomes_one_message() -> None:
    packed = pack([Reply("Chào bác."), Reply("Bước này dễ.", "Bước 1/4", buttons(3))], FIVE)
    assert packed == [Reply("Chào bác.\n\nBước 1/4\nBước này dễ.", buttons=buttons(3))]


def test_numbers_are_places_among_all_options_of_the_turn() -> None:
    packed = pack([Reply("Một", buttons=buttons(4)), Reply("Hai", buttons=buttons(2))], FIVE)
    assert packed == [Reply("Một\n\nHai\n\nBác gõ một số để chọn:\n1. Ý 1\n2. Ý 2\n3. Ý 3\n4. Ý 4\n5. Ý 1\n6. Ý 2")]


def test_options_stay_together_at_the_end() -> None:
    packed = pack([Reply("chữ " * 499, buttons=buttons(8))], NONE)
    assert len(packed) == 2
    assert packed[1].text.startswith("Bác gõ một số để chọn:\n1. Ý 1")


def test_buttons_without_words_get_some() -> None:
    assert pack([Reply("", buttons=buttons(1))], FIVE) == [Reply(CHOOSE, buttons=buttons(1))]
    assert pack([Reply("", buttons=buttons(1))], NONE) == [Reply("Bác gõ một số để chọn:\n1. Ý 1")]


def test_pictures_come_with_words_or_before_buttons() -> None:
    assert pack([Reply("Bấm nút đỏ.", picture="a")], FIVE) == [Reply("Bấm nút đỏ.", picture="a")]
    assert pack([Reply("Bấm.", buttons=buttons(1), picture="a")], FIVE) == [
        Reply("", picture="a"),
        Reply("Bấm.", buttons=buttons(1)),
    ]
    assert pack([Reply("Một", picture="a"), Reply("Hai", picture="b")], FIVE) == [
        Reply("", picture="a"),
        Reply("Một\n\nHai", picture="b"),
    ]
    assert pack([Reply("", picture="a")], FIVE) == [Reply("", picture="a")]


@pytest.mark.parametrize("limits", [FIVE, NONE])
def test_nothing_stays_nothing(limits: Limits) -> None:
    assert pack([], limits) == []
    assert pack([Reply(""), Reply(" ")], limits) == []


@given(
    texts=some.lists(some.text(max_size=3000), max_size=4),
    count=some.integers(0, 8),
    most=some.sampled_from([0, 5]),
    picture=some.sampled_from([None, "https://example.vn/a.png"]),
)
def test_messages_keep_the_limits_and_all_words(texts: list[str], count: int, most: int, picture: str | None) -> None:
    limits = Limits(text=500, buttons=most)
    replies = [Reply(text) for text in texts] + [Reply("Cuối", "Tựa", buttons(count), picture)]
    packed = pack(replies, limits)
    assert all(units(message.text) <= limits.text and len(message.buttons) <= most for message in packed)
    assert all(message.text.strip() or message.picture for message in packed)
    assert [message for message in packed if message.picture and message.buttons] == []
    said = "".join("".join(message.text.split()) for message in packed)
    for text in texts:
        assert "".join(text.split()) in said
    assert pack(packed, limits) == packed or len(packed) > 1
    assert [again for message in packed for again in pack([message], limits)] == packed


@pytest.mark.thorough
@pytest.mark.parametrize("limits", [ACCOUNT, BOT], ids=["official account", "bot"])
def test_every_guide_opens_and_steps_in_one_message_even_with_the_introduction(limits: Limits) -> None:
    domain = YAML(typ="safe").load((HOME / "domain.yml").read_text(encoding="utf-8"))
    introduction = Reply(domain["responses"]["utter_introduce"][0]["text"])
    library = shared_library()
    library.refresh()
    for guide in library.guides():
        assert len(pack([introduction, reply(pages.opening(guide, {}, TODAY))], limits)) == 1, guide.id
        for step in walk.steps(guide, {}, TODAY):
            page = reply(pages.step(guide, step, {}, TODAY))
            assert len([one for one in pack([page], limits) if one.text]) == 1, f"{guide.id}/{step.id}"
