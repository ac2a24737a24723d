"""One turn as an action sees it: what the citizen said, what is remembered, what is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, ClassVar, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.guides.library import Library, shared_library
from bot.guides.local import in_province
from bot.guides.model import Guide
from bot.guides.pages import Choice, Page
from bot.guides.provinces import find_province
from bot.guides.targets import Target
from bot.guides.walk import Answers

VIETNAM = timezone(timedelta(hours=7))

MOST_PAUSED = 3
"""Guides left in the middle that are remembered."""


@dataclass(frozen=True)
class Place:
    """Where a citizen is: the guide, the answers given in it, and the target of the page last shown."""

    guide: str
    answers: Answers = field(default_factory=dict)
    at: str = ""

    @property
    def target(self) -> Target:
        """The page last shown; the guide's opening when it cannot be read any more."""
        return Target.read(self.at) or Target("open", self.guide)

    def to_slot(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"guide": self.guide, "answers": self.answers, "at": self.at}


@dataclass
class Memory:
    """What is remembered of a conversation: the slots of domain.yml."""

    place: Optional[Place]
    paused: list[Place]
    choices: list[tuple[str, str]]
    greeted: bool
    lost_turns: int
    province: Optional[str]
    making: Optional[dict[str, Any]] = None
    """The payment code being made, or the photo waited for: what is known so far, never an account."""
    leaving: bool = False
    wish: Optional[dict[str, Any]] = None

    @classmethod
    def of(cls, tracker: Tracker) -> Memory:
        """The memory in the tracker's slots."""
        place = tracker.get_slot("place")
        return cls(
            place=Place(**place) if place else None,
            paused=[Place(**one) for one in tracker.get_slot("paused") or []],
            choices=[(title, payload) for title, payload in tracker.get_slot("choices") or []],
            greeted=bool(tracker.get_slot("greeted")),
            lost_turns=tracker.get_slot("lost_turns") or 0,
            province=tracker.get_slot("province"),
            making=tracker.get_slot("making"),
        )

    def events(self) -> list[dict[str, Any]]:
        """The slot events that keep it."""
        kept = {
            "place": self.place.to_slot() if self.place else None,
            "paused": [one.to_slot() for one in self.paused],
            "choices": [list(choice) for choice in self.choices],
            "greeted": self.greeted,
            "lost_turns": self.lost_turns,
            "province": self.province,
            "making": self.making,
            "leaving": self.leaving or None,
            "wish": self.wish,
        }
        return [SlotSet(name, value) for name, value in kept.items()]

    def enter(self, guide: Guide) -> Place:
        """The place in `guide`: the one the citizen is in, one left in the middle, or a new one.

        A guide left in the middle is put aside, so that it can be gone on with.
        """
        if self.place is not None and self.place.guide == guide.id:
            return self.place
        waiting = [one for one in self.paused if one.guide != guide.id]
        if self.place is not None and self.place.target.verb in ("s", "x", "p", "a"):
            waiting.insert(0, self.place)
        back = next((one for one in self.paused if one.guide == guide.id), None)
        self.paused = waiting[:MOST_PAUSED]
        self.place = back or Place(guide.id)
        return self.place

    def leave(self) -> None:
        """The guide is finished."""
        self.place = None


class Talk:
    """One turn: says pages and responses, and notes what was shown."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, library: Library) -> None:
        self._dispatcher = dispatcher
        self.library = library
        self.memory = Memory.of(tracker)
        self.message: dict[str, Any] = tracker.latest_message or {}
        self.away: float = tracker.get_slot("away") or 0.0
        self.was_making = self.memory.making
        self.memory.making = None  # whatever else is talked about ends it; who goes on with it, keeps it
        self.found: dict[str, Any] = tracker.get_slot("found") or {}
        self.desk: Optional[dict[str, Any]] = tracker.get_slot("desk")
        self.today: date = datetime.now(VIETNAM).date()
        self.shown: list[Choice] = []

    @property
    def intent(self) -> str:
        """What the citizen wants, by name; a guide's id when it is a guide."""
        return (self.message.get("intent") or {}).get("name") or ""

    @property
    def text(self) -> str:
        """What the citizen wrote."""
        return self.message.get("text") or ""

    @property
    def links(self) -> list[dict[str, str]]:
        """What the gateway saw of the message's links: `verdict` and `sentence` of each."""
        return self.found.get("links") or []

    def find(self, guide_id: Optional[str]) -> Optional[Guide]:
        """The guide with this id, with the contacts of the citizen's province."""
        guide = self.library.find(guide_id)
        return in_province(guide, self.memory.province) if guide else None

    def show(self, page: Page, *more: Choice) -> None:
        """Sends a page, with further choices below its own."""
        choices = (*page.choices, *more)
        self._utter(choices, text=page.text, image=page.picture, json_message=_titled(page))

    def show_at(
        self, guide: Guide, target: Target, page: Page, *more: Choice, answers: Optional[Answers] = None
    ) -> None:
        """Sends a page of a guide and remembers that the citizen is there."""
        place = self.memory.enter(guide)
        self.memory.place = replace(place, at=str(target), answers=place.answers if answers is None else answers)
        self.show(page, *more)

    def say(self, response: str, *choices: Choice, **values: Any) -> None:
        """Sends a response of domain.yml."""
        self._utter(choices, response=response, **values)

    @property
    def given(self) -> str:
        """What the citizen was asked for, in the clear; for this turn only."""
        return str(self.found.get("given") or "")

    @property
    def said(self) -> str:
        """The citizen's own words, also where reading made a target of them."""
        return str(self.found.get("said") or "")

    def tell(self, text: str, *choices: Choice) -> None:
        """Sends words that were put together elsewhere."""
        self._utter(choices, text=text)

    def tell_privately(self, text: str, *choices: Choice, **more: Any) -> None:
        """Sends words that must not be kept; `payment` is drawn by whoever delivers them."""
        self._utter(choices, text=text, json_message={"private": True, **more})

    def say_asking(self, response: str, asks: str, *choices: Choice) -> None:
        """Sends a response that asks for what nobody else should see: a photo, an account."""
        self._utter(choices, response=response, json_message={"asks": asks})

    def _utter(self, choices: tuple[Choice, ...], **message: Any) -> None:
        self.shown += choices
        buttons = [{"title": choice.title, "payload": choice.target.payload()} for choice in choices]
        self._dispatcher.utter_message(buttons=buttons, **{key: value for key, value in message.items() if value})


class TalkAction(Action, ABC):
    """Base of every action: reads the memory, introduces the bot once, answers, keeps the memory."""

    introduces_itself: ClassVar[bool] = True
    """Whether a citizen who comes for the first time is told first that this is a machine."""

    def __init__(self, library: Optional[Library] = None) -> None:
        self._library = library

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    def is_urgent(self, talk: Talk) -> bool:
        """Whether the answer must come before the introduction."""
        return False

    @abstractmethod
    def answer(self, talk: Talk) -> None:
        """Answers one message."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Rasa's entry point."""
        library = self._library or shared_library()
        library.refresh()
        talk = Talk(dispatcher, tracker, library)
        newcomer = not talk.memory.greeted and self.introduces_itself
        if newcomer and not self.is_urgent(talk):
            talk.say("utter_introduce")
        if talk.intent != "go":
            talk.memory.province = find_province(talk.text) or talk.memory.province
        lost_before = talk.memory.lost_turns
        talk.memory.leaving = False
        self.answer(talk)
        if newcomer and self.is_urgent(talk):
            talk.say("utter_introduce")
        talk.memory.greeted = True
        if talk.memory.lost_turns == lost_before:
            talk.memory.lost_turns = 0
        if talk.shown:
            talk.memory.choices = [(choice.title, choice.target.payload()) for choice in talk.shown]
        return talk.memory.events()


def _titled(page: Page) -> Optional[dict[str, str]]:
    return {"title": page.title} if page.title else None
