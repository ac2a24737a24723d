"""Asking for a person: what it means is told first, a ticket is opened only after the citizen agreed."""

from __future__ import annotations

from actions.talk import Talk
from bot.guides.pages import Choice
from bot.guides.targets import Target


def person_choices(talk: Talk) -> tuple[Choice, ...]:
    """The way to a person, where there is a help desk."""
    return () if talk.desk is None else (Choice("Gặp cán bộ", Target("person")),)


def offer_person(talk: Talk, reason: str) -> bool:
    """Asks whether a person may read along, and says when they answer; False when there is no help desk."""
    if talk.desk is None:
        return False
    if talk.desk["ticket"] in ("new", "held"):
        talk.say("utter_person_called_already")
        talk.memory.leaving = True
        return True
    if not talk.desk["open"]:
        talk.say("utter_person_later", when=talk.desk["opens"]) if talk.desk["opens"] else talk.say("utter_person_away")
    elif talk.desk["wait"]:
        talk.say("utter_person_wait", wait=talk.desk["wait"])
    yes = Choice("Đồng ý, nhờ cán bộ", Target("consent", reason))
    talk.say("utter_person_consent", yes, Choice("Không, thôi ạ", Target("nobody")))
    return True


def call_person(talk: Talk, reason: str) -> None:
    """The citizen agreed: a ticket is opened with this turn, and their next words are for the person."""
    if talk.desk is None:
        talk.say("utter_handover")
        return
    talk.memory.wish = {"reason": "lost" if reason == "lost" else "asked", "in_hours": talk.desk["open"]}
    talk.memory.leaving = True
    talk.say("utter_person_called")


def take_words(talk: Talk) -> None:
    """What the citizen wants the person to read."""
    talk.say("utter_words_left")
