"""The pages of one guide, and the way from each to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from actions.menus import (
    left_in_the_middle,
    step_of,
    topic_choices,
)
from actions.opening import begin, open_guide, province_choices, show_step
from actions.person import person_choices
from actions.talk import Place, Talk
from bot.guides import pages, walk
from bot.guides.model import Guide
from bot.guides.pages import Choice
from bot.guides.targets import Target

MOST_RELATED = 3


def take_answer(talk: Talk, guide: Guide, question_id: str, option_id: Optional[str]) -> None:
    """Notes the answer to a triage question and goes on; an answer the guide no longer has changes nothing."""
    asked = next((question for question in guide.questions if question.id == question_id), None)
    option = next((one for one in asked.options if one.id == option_id), None) if asked else None
    if option is not None and option.leads_to is not None:
        open_guide(talk, option.leads_to)
        return
    place = talk.memory.enter(guide)
    if asked is not None and (option is not None or option_id is None):
        answers = {**place.answers, asked.id: option.id if option else walk.UNKNOWN}
        talk.memory.place = replace(place, answers=answers)
    begin(talk, guide)


def show_stuck(talk: Talk, guide: Guide, step_id: str) -> None:
    """The problems of a step, in the words on the screen."""
    step = guide.step(step_id)
    if step is None:
        open_guide(talk, guide.id)
        return
    place = talk.memory.enter(guide)
    page = pages.stuck(guide, step, place.answers, talk.today)
    talk.show_at(guide, Target.stuck(guide.id, step.id), page)


def show_all(talk: Talk, guide: Guide) -> None:
    """All steps in one text."""
    place = talk.memory.enter(guide)
    talk.show(pages.whole(guide, place.answers, talk.today))


def show_sources(talk: Talk, guide: Guide) -> None:
    """What the guide rests on."""
    place = talk.memory.enter(guide)
    talk.show(pages.sources(guide, place.answers, talk.today))


def show_contacts(talk: Talk, guide: Guide) -> None:
    """Still not solved: who can be asked."""
    place = talk.memory.enter(guide)
    step = guide.step(step_of(place, guide) or "")
    page = pages.contacts(guide, place.answers, "Bác hỏi người có trách nhiệm ở đây ạ:", step)
    talk.show(page, *province_choices(talk), *person_choices(talk))


def finish(talk: Talk, guide: Guide) -> None:
    """Done: thumbs, related guides, and the way back to steps not seen or a guide left in the middle."""
    place = talk.memory.enter(guide)
    way = [step.id for step in walk.steps(guide, place.answers, talk.today)]
    here = step_of(place, guide)
    rest = []
    if here in way[:-1]:
        number = way.index(here) + 1
        rest = [Choice(f"Chưa, làm tiếp bước {number + 1}/{len(way)}", Target.step(guide.id, way[number]))]
    related = [other for other in map(talk.find, guide.related) if other][:MOST_RELATED]
    talk.memory.leave()
    waiting = [talk.find(one.guide) for one in talk.memory.paused if one.guide != guide.id]
    back = [Choice(f"Quay lại: {left.title}", Target("resume", left.id)) for left in waiting[:1] if left]
    talk.show(pages.finished(guide, related), *rest, *back)


def way_and_number(talk: Talk, place: Place, guide: Guide) -> tuple[list[str], Optional[int]]:
    """The ids of the steps that apply, and the index of the one the citizen is at, if any."""
    way = [step.id for step in walk.steps(guide, place.answers, talk.today)]
    here = step_of(place, guide)
    return way, way.index(here) if here in way else None


def step_on(talk: Talk) -> None:
    """The next page: from the opening to the first question or step, from the last step to the end."""
    found = place_in_guide(talk)
    if found is None:
        return
    place, guide = found
    way, number = way_and_number(talk, place, guide)
    if place.target.verb == "p":
        show_step(talk, guide, step_of(place, guide) or way[0])
    elif place.target.verb == "begin" and (asked := walk.next_question(guide, place.answers)):
        take_answer(talk, guide, asked.id, None)
    elif number is None:
        begin(talk, guide)
    elif number == len(way) - 1:
        finish(talk, guide)
    else:
        show_step(talk, guide, way[number + 1])


def step_back(talk: Talk) -> None:
    """The page before."""
    found = place_in_guide(talk)
    if found is None:
        return
    place, guide = found
    way, number = way_and_number(talk, place, guide)
    if number:
        show_step(talk, guide, way[number if place.target.verb in ("p", "x") else number - 1])
    else:
        if number == 0:
            talk.say("utter_first_step")
        open_guide(talk, guide.id)


def place_in_guide(talk: Talk) -> Optional[tuple[Place, Guide]]:
    """The guide the citizen is in, or the newest one left in the middle; says so when there is none."""
    found = left_in_the_middle(talk)
    if found is None:
        talk.say("utter_no_guide_open", *topic_choices())
        return None
    talk.memory.enter(found[1])
    return found
