"""Where a button leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from actions.alarms import help_now, show_links
from actions.menus import (
    left_in_the_middle,
    show_help,
    show_menu,
    show_topic,
    topic_choices,
    welcome_back,
)
from actions.opening import begin, open_guide, show_people, show_problem, show_step
from actions.paying import make_code
from actions.person import call_person, offer_person, person_choices, take_words
from actions.rights import ask_before_deleting, explain_privacy, keep_all, say_farewell
from actions.scanning import ask_for_photo, explain_photo, refuse_photo
from actions.stepping import finish, show_all, show_contacts, show_sources, show_stuck, take_answer
from actions.suspicions import check_suspicion
from actions.talk import Place, Talk
from bot.guides import pages
from bot.guides.local import local_provinces, province_of
from bot.guides.model import Guide
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.messages import Kind


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


def offered(talk: Talk) -> list[Target]:
    """Where the choices shown last lead."""
    return [target for _, target in proposed(talk)]


def proposed(talk: Talk) -> list[tuple[str, Target]]:
    """The choices shown last, by the words on them, and where they lead."""
    read = ((title, Target.of_payload(payload)) for title, payload in talk.memory.choices)
    return [(title, target) for title, target in read if target is not None]
