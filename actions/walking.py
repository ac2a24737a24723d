"""Moving through a guide, by buttons and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Optional

from actions.alarms import help_now, show_links
from actions.menus import (
    LONG_AWAY,
    left_in_the_middle,
    show_help,
    show_menu,
    show_topic,
    step_of,
    topic_choices,
    welcome_back,
)
from actions.opening import begin, open_guide, province_choices, show_people, show_problem, show_step
from actions.paying import make_code
from actions.person import call_person, offer_person, person_choices, take_words
from actions.rights import ask_before_deleting, explain_privacy, keep_all, say_farewell
from actions.scanning import ask_for_photo, explain_photo, refuse_photo
from actions.suspicions import check_suspicion
from actions.talk import Place, Talk, TalkAction
from bot.guides import pages, walk
from bot.guides.local import local_provinces, province_of
from bot.guides.model import Guide
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.messages import Kind

MOST_RELATED = 3


def go(talk: Talk, target: Target) -> None:
    """Where a button leads. One whose guide or step is gone stays harmless."""
    if target.verb in _ALONE:
        _ALONE[target.verb](talk)
    elif target.verb == "sos":
        help_now(talk, target.guide or "")
    elif target.verb == "scam":
        check_suspicion(talk, target.guide, target.part, target.option)
    elif target.verb == "topic":
        show_topic(talk, target)
    elif target.verb == "qr":
        make_code(talk, target.guide, target.part)
    elif target.verb == "sent":
        show_sent(talk, target.guide or "")
    elif target.verb == "steps":
        talk.say("utter_no_such_step", most=target.part)
    elif target.verb == "province":
        live_in(talk, province_of(target.guide or ""))
    elif target.verb in _PERSON:
        _PERSON[target.verb](talk, target)
    elif target.verb == "number":
        talk.say("utter_no_such_number", most=target.part)
    else:
        _go_in_guide(talk, target)


def _go_in_guide(talk: Talk, target: Target) -> None:
    guide = talk.find(target.guide)
    if guide is None:
        talk.say("utter_guide_gone", *topic_choices())
        return
    part = target.part or ""
    if target.verb == "s":
        show_step(talk, guide, part)
    elif target.verb == "a":
        take_answer(talk, guide, part, target.option)
    elif target.verb == "x":
        show_stuck(talk, guide, part)
    elif target.verb == "p":
        show_problem(talk, guide, part)
    elif target.verb in _PAGES:
        _PAGES[target.verb](talk, guide)
    elif target.verb in ("cost", "time", "prepare"):
        place = talk.memory.enter(guide)
        talk.show(pages.aspect(guide, target.verb, place.answers, talk.today))
    else:
        open_guide(talk, guide.id)


def show_sent(talk: Talk, kind: str) -> None:
    """Something other than words came that nobody asked for."""
    if kind == Kind.PHOTO.value:
        refuse_photo(talk)
    else:
        talk.say(f"utter_{kind}")


def live_in(talk: Talk, province: Optional[str]) -> None:
    """Remembers where the citizen lives and shows whom to ask there."""
    talk.memory.province = province or talk.memory.province
    if province is not None:
        own = province in local_provinces()
        talk.say("utter_province" if own else "utter_province_without_contacts", province=province)
    show_people(talk)


def start(talk: Talk) -> None:
    """The /start command: the menu, or the way back to what was left."""
    if not talk.memory.greeted or not welcome_back(talk):
        show_menu(talk)


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


def resume(talk: Talk, guide: Guide) -> None:
    """Goes on where the guide was left."""
    place = talk.memory.enter(guide)
    target = place.target
    if target.verb in ("resume", "done", "contacts"):
        open_guide(talk, guide.id)
    else:
        go(talk, target)


def resume_last(talk: Talk) -> None:
    """Goes on with the newest guide left in the middle."""
    found = left_in_the_middle(talk)
    if found is None:
        talk.say("utter_nothing_to_resume", *topic_choices())
    else:
        resume(talk, found[1])


def restart(talk: Talk) -> None:
    """The guide from the beginning, without the answers given."""
    found = left_in_the_middle(talk)
    if found is None:
        talk.say("utter_no_guide_open", *topic_choices())
        return
    guide = found[1]
    talk.memory.paused = [one for one in talk.memory.paused if one.guide != guide.id]
    talk.memory.place = Place(guide.id)
    open_guide(talk, guide.id)


_ALONE = {
    "menu": show_menu,
    "start": start,
    "help": show_help,
    "restart": restart,
    "resumelast": resume_last,
    "link": show_links,
    "privacy": explain_privacy,
    "erase": ask_before_deleting,
    "forget": say_farewell,
    "keep": keep_all,
    "scan": ask_for_photo,
    "photo": explain_photo,
}
"""Targets that name nothing."""


def _thumb_up(talk: Talk, guide: Guide) -> None:
    talk.say("utter_glad", Choice("Danh mục", Target("menu")))


def _thumb_down(talk: Talk, guide: Guide) -> None:
    talk.say("utter_sorry")
    talk.show(pages.contacts(guide, {}, "Nơi hỏi:"), *person_choices(talk))


def _wants_nobody(talk: Talk, _target: Target) -> None:
    talk.say("utter_nobody")
    show_people(talk)


def _wants_a_person(talk: Talk, target: Target) -> None:
    if not offer_person(talk, target.guide or "asked"):
        talk.say("utter_handover")
        show_people(talk)


_PERSON: dict[str, Callable[[Talk, Target], None]] = {
    "person": _wants_a_person,
    "consent": lambda talk, target: call_person(talk, target.guide or ""),
    "nobody": _wants_nobody,
    "left": lambda talk, _target: take_words(talk),
}

_PAGES = {
    "begin": begin,
    "all": show_all,
    "sources": show_sources,
    "contacts": show_contacts,
    "done": finish,
    "resume": resume,
    "up": _thumb_up,
    "down": _thumb_down,
}


def _way(talk: Talk, place: Place, guide: Guide) -> tuple[list[str], Optional[int]]:
    way = [step.id for step in walk.steps(guide, place.answers, talk.today)]
    here = step_of(place, guide)
    return way, way.index(here) if here in way else None


def step_on(talk: Talk) -> None:
    """The next page: from the opening to the first question or step, from the last step to the end."""
    found = _here(talk)
    if found is None:
        return
    place, guide = found
    way, number = _way(talk, place, guide)
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
    found = _here(talk)
    if found is None:
        return
    place, guide = found
    way, number = _way(talk, place, guide)
    if number:
        show_step(talk, guide, way[number if place.target.verb in ("p", "x") else number - 1])
    else:
        if number == 0:
            talk.say("utter_first_step")
        open_guide(talk, guide.id)


def _here(talk: Talk) -> Optional[tuple[Place, Guide]]:
    """The guide the citizen is in, or the newest one left in the middle; says so when there is none."""
    found = left_in_the_middle(talk)
    if found is None:
        talk.say("utter_no_guide_open", *topic_choices())
        return None
    talk.memory.enter(found[1])
    return found


def _target(talk: Talk) -> Target:
    entities = talk.message.get("entities") or []
    written = next((entity.get("value") for entity in entities if entity.get("entity") == "to"), "")
    return Target.read(str(written)) or Target("menu")


class ActionGo(TalkAction):
    """A button, a command, or words that name a place."""

    introduces_itself = True

    def name(self) -> str:
        """The action's name."""
        return "action_go"

    def is_urgent(self, talk: Talk) -> bool:
        """In an emergency the list comes first."""
        return _target(talk).verb == "sos"

    def answer(self, talk: Talk) -> None:
        """Goes there."""
        go(talk, _target(talk))


class ActionNextStep(TalkAction):
    """`tiếp`, `rồi sao nữa`."""

    def name(self) -> str:
        """The action's name."""
        return "action_next_step"

    def answer(self, talk: Talk) -> None:
        """Goes on."""
        step_on(talk)


class ActionPreviousStep(TalkAction):
    """`quay lại`, `bước trước`."""

    def name(self) -> str:
        """The action's name."""
        return "action_previous_step"

    def answer(self, talk: Talk) -> None:
        """Goes back."""
        step_back(talk)


class ActionRepeat(TalkAction):
    """`đọc lại`, `nói lại`."""

    def name(self) -> str:
        """The action's name."""
        return "action_repeat"

    def answer(self, talk: Talk) -> None:
        """Shows the last page again."""
        found = left_in_the_middle(talk)
        if found is None:
            show_menu(talk)
        else:
            resume(talk, found[1])


class ActionRestartGuide(TalkAction):
    """`làm lại từ đầu`."""

    def name(self) -> str:
        """The action's name."""
        return "action_restart_guide"

    def answer(self, talk: Talk) -> None:
        """Begins again."""
        restart(talk)


class ActionDone(TalkAction):
    """`xong rồi`."""

    def name(self) -> str:
        """The action's name."""
        return "action_done"

    def answer(self, talk: Talk) -> None:
        """Ends the guide."""
        found = _here(talk)
        if found is not None:
            finish(talk, found[1])


class ActionResume(TalkAction):
    """`tiếp tục bài hôm qua`."""

    def name(self) -> str:
        """The action's name."""
        return "action_resume"

    def answer(self, talk: Talk) -> None:
        """Goes on where the citizen left; from the middle of one guide, with the one left before it."""
        before = [guide for guide in (talk.find(one.guide) for one in talk.memory.paused) if guide]
        if before and talk.away < LONG_AWAY:
            resume(talk, before[0])
        else:
            resume_last(talk)


class ActionStuck(TalkAction):
    """`không được`, `vướng rồi`: the problems of the step."""

    def name(self) -> str:
        """The action's name."""
        return "action_stuck"

    def answer(self, talk: Talk) -> None:
        """Helps with the step the citizen is at."""
        found = _here(talk)
        if found is None:
            return
        place, guide = found
        if place.target.verb == "p":
            show_contacts(talk, guide)
            return
        way, number = _way(talk, place, guide)
        show_stuck(talk, guide, way[number or 0])


class ActionAffirm(TalkAction):
    """`vâng`, `đúng rồi`: the first of the choices shown, when it is a proposal."""

    def name(self) -> str:
        """The action's name."""
        return "action_affirm"

    def answer(self, talk: Talk) -> None:
        """Takes the proposal."""
        targets = offered(talk)
        if not targets:
            step_on(talk)
        elif targets[0].verb in ("topic", "a", "p", "menu"):
            talk.say("utter_choose", *(Choice(title, target) for title, target in _labelled(talk)))
        else:
            go(talk, targets[0])


class ActionDeny(TalkAction):
    """`không`, `không phải`: the way out that was offered, else the menu."""

    def name(self) -> str:
        """The action's name."""
        return "action_deny"

    def answer(self, talk: Talk) -> None:
        """Takes the way out."""
        ways_out = [target for target in offered(talk) if target.verb in ("down", "contacts", "menu", "nobody")]
        if ways_out:
            go(talk, ways_out[0])
        else:
            show_menu(talk)


def offered(talk: Talk) -> list[Target]:
    """Where the choices shown last lead."""
    return [target for _, target in _labelled(talk)]


def _labelled(talk: Talk) -> list[tuple[str, Target]]:
    read = ((title, Target.of_payload(payload)) for title, payload in talk.memory.choices)
    return [(title, target) for title, target in read if target is not None]
