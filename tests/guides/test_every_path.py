"""Every way through every guide renders within every platform's limits, and leads somewhere."""

from __future__ import annotations

from functools import lru_cache

import pytest

from bot.guides import pages, walk
from bot.guides.library import shared_library
from bot.guides.limits import ZALO_BUTTON_TITLE, ZALO_TEXT, as_plain_text
from bot.guides.model import Guide, Topic
from bot.guides.pages import Page
from bot.guides.targets import PAYLOAD_BYTES, Target
from bot.guides.tours import days_of_change, every_page, today, ways
from bot.guides.walk import Answers

pytestmark = pytest.mark.thorough

LIBRARY = shared_library()
GUIDES = LIBRARY.guides()
every_guide = pytest.mark.parametrize("guide", GUIDES, ids=[guide.id for guide in GUIDES])


Tour = list[tuple[tuple[object, ...], Page]]


@lru_cache(maxsize=1)
def tours(guide_id: str) -> list[tuple[Answers, Tour]]:
    """Every way through the guide, today and on every later day on which something in it changes."""
    guide = LIBRARY.find(guide_id)
    assert guide is not None
    days = days_of_change(guide, today())
    return [(answers, list(every_page(guide, answers, day))) for day in days for answers in ways(guide)]


@every_guide
def test_every_page_fits_every_platform(guide: Guide) -> None:
    for answers, tour in tours(guide.id):
        for place, page in tour:
            assert page.text.strip(), (answers, place)
            for choice in page.choices:
                assert len(choice.target.payload().encode()) <= PAYLOAD_BYTES, (answers, choice)
                assert 1 <= len(choice.title.strip()) <= ZALO_BUTTON_TITLE, (answers, choice)
            if place[0] == "steps" and len(place) > 1:
                assert len(as_plain_text(page)) <= ZALO_TEXT, (answers, place)


@every_guide
def test_every_way_has_steps_from_the_first_to_the_end(guide: Guide) -> None:
    for day in days_of_change(guide, today()):
        for answers in ways(guide):
            way = walk.steps(guide, answers, day)
            assert way, (answers, day)
            onward = [pages.step(guide, step, answers, day).choices[0].target for step in way]
            assert onward[:-1] == [Target.step(guide.id, step.id) for step in way[1:]]
            assert onward[-1] == Target("done", guide.id)


@every_guide
def test_every_button_leads_somewhere(guide: Guide) -> None:
    for _, tour in tours(guide.id):
        for _, page in tour:
            assert page.choices
            for choice in page.choices:
                assert leads_somewhere(guide, choice.target), choice


def leads_somewhere(guide: Guide, target: Target) -> bool:
    """Whether the target's guide and part exist."""
    if target.guide is not None and target.verb != "topic" and LIBRARY.find(target.guide) is None:
        return False
    if target.verb in ("s", "x"):
        return guide.step(target.part or "") is not None
    if target.verb == "p":
        return guide.problem(target.part or "") is not None
    if target.verb == "a":
        asked = next(question for question in guide.questions if question.id == target.part)
        return target.option is None or target.option in [option.id for option in asked.options]
    return target.verb in ("open", "begin", "all", "sources", "contacts", "done", "up", "down", "resume", "menu")


@every_guide
def test_a_payload_is_read_back(guide: Guide) -> None:
    for _, tour in tours(guide.id):
        for _, page in tour:
            for choice in page.choices:
                assert Target.of_payload(choice.target.payload()) == choice.target


@every_guide
def test_no_guide_is_a_dead_end(guide: Guide) -> None:
    others = [LIBRARY.find(other) for other in guide.related]
    assert len(others) >= 2
    assert all(others)
    finished = pages.finished(guide, [other for other in others if other])
    assert [choice.target.guide for choice in finished.choices if choice.target.verb == "open"] == guide.related


@every_guide
def test_every_other_guide_it_names_is_there(guide: Guide) -> None:
    named = [option.leads_to for question in guide.questions for option in question.options if option.leads_to]
    assert all(LIBRARY.find(other) for other in named)


def test_every_guide_is_reached_from_the_menu() -> None:
    reached = []
    for choice in pages.menu("Bác cần gì ạ?").choices:
        number: int | None = 1
        while number is not None:
            page = pages.topic(Topic(choice.target.guide), LIBRARY.on(Topic(choice.target.guide)), number)
            reached += [one.target.guide for one in page.choices if one.target.verb == "open"]
            more = [one.target.part for one in page.choices if one.target.verb == "topic"]
            number = int(more[0] or 0) if more else None
    assert sorted(str(guide_id) for guide_id in reached) == sorted(guide.id for guide in GUIDES)


def test_there_are_guides() -> None:
    assert len(GUIDES) >= 66
    assert not LIBRARY.mistakes
