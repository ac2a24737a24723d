"""Menus and greetings: what the bot can do, and coming back to what was left."""

from __future__ import annotations

from typing import Optional

from actions.person import person_choices
from actions.talk import Place, Talk, TalkAction
from bot.guides import pages, walk
from bot.guides.model import Guide, Topic
from bot.guides.pages import Choice
from bot.guides.targets import Target

LONG_AWAY = 30 * 60.0
"""Seconds after which a citizen who greets is reminded of the guide left in the middle."""


def topic_choices() -> tuple[Choice, ...]:
    """The topics as choices."""
    return pages.menu("").choices


def show_menu(talk: Talk) -> None:
    """The topics, after the introduction for a newcomer."""
    talk.say("utter_menu" if talk.memory.greeted else "utter_introduce", *topic_choices())


def show_topic(talk: Talk, target: Target) -> None:
    """The guides of one topic."""
    known = {topic.value: topic for topic in Topic}
    chosen = known.get(target.guide or "")
    if chosen is None:
        show_menu(talk)
        return
    number = int(target.part) if target.part and target.part.isdigit() and target.part != "0" else 1
    talk.show(pages.topic(chosen, talk.library.on(chosen), number))


def show_help(talk: Talk) -> None:
    """How to use the bot, in a few sentences."""
    talk.say("utter_help", Choice("Danh mục", Target("menu")), *person_choices(talk))


def left_in_the_middle(talk: Talk) -> Optional[tuple[Place, Guide]]:
    """The guide a citizen may want to go on with."""
    waiting = [talk.memory.place] if talk.memory.place else []
    for place in (*waiting, *talk.memory.paused):
        guide = talk.find(place.guide)
        if guide is not None:
            return place, guide
    return None


def welcome_back(talk: Talk) -> bool:
    """Asks whether to go on with what was left; False when nothing was."""
    found = left_in_the_middle(talk)
    if found is None:
        return False
    place, guide = found
    choices = (Choice("Làm tiếp", Target("resume", guide.id)), Choice("Việc khác", Target("menu")))
    talk.say("utter_welcome_back", *choices, where=where_in_words(talk, place, guide), title=guide.title)
    return True


def where_in_words(talk: Talk, place: Place, guide: Guide) -> str:
    """`bước 3/7`, or `phần mở đầu` before the first step."""
    way = [step.id for step in walk.steps(guide, place.answers, talk.today)]
    step_id = step_of(place, guide)
    return f"bước {way.index(step_id) + 1}/{len(way)}" if step_id in way else "phần mở đầu"


def step_of(place: Place, guide: Guide) -> Optional[str]:
    """The id of the step a citizen is at, also while they look at one of its problems."""
    target = place.target
    if target.verb == "p":
        problem = guide.problem(target.part or "")
        return problem.at if problem else None
    return target.part if target.verb in ("s", "x") else None


class ActionGreet(TalkAction):
    """A greeting is answered by the menu, or by the way back to what was left."""

    introduces_itself = False

    def name(self) -> str:
        """The action's name."""
        return "action_greet"

    def answer(self, talk: Talk) -> None:
        """Answers a greeting."""
        if not talk.memory.greeted:
            show_menu(talk)
        elif talk.away < LONG_AWAY or not welcome_back(talk):
            found = left_in_the_middle(talk)
            back = [Choice(f"Làm tiếp: {found[1].title}", Target("resume", found[1].id))] if found else []
            talk.say("utter_greet", *topic_choices(), *back)


class ActionHelp(TalkAction):
    """What the bot can do and how to use it."""

    def name(self) -> str:
        """The action's name."""
        return "action_help"

    def answer(self, talk: Talk) -> None:
        """Explains."""
        show_help(talk)


class ActionSmalltalk(TalkAction):
    """Thanks, goodbye, abuse, small talk, out of scope: a short fitting answer, `utter_<intent>`."""

    def name(self) -> str:
        """The action's name."""
        return "action_smalltalk"

    def answer(self, talk: Talk) -> None:
        """Answers shortly; what is out of scope gets the menu too."""
        menu = topic_choices() if talk.intent in ("out_of_scope", "chitchat") else ()
        talk.say(f"utter_{talk.intent}", *menu)
