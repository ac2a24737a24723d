"""Helping one person in front of the screen: where they are in a guide, and what stands on the screen there.

The content is the guides' own pages (bot.guides.pages); a visit holds ids only, nothing that a person said.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Optional

from bot.desk.searching import Found
from bot.guides import pages, walk
from bot.guides.library import Library
from bot.guides.local import in_province
from bot.guides.matching import best_problem
from bot.guides.model import Guide, Step, Topic
from bot.guides.pages import Choice, Page
from bot.guides.targets import Target

HIDDEN = frozenset({"x", "up", "down", "person", "resume"})
"""Ways on that make no sense across a counter: a step's problems stand beside it, and the person is already here."""


class Outcome(str, Enum):
    """How helping somebody ended."""

    DONE = "xong"
    UNFINISHED = "do_dang"
    ELSEWHERE = "chuyen_noi_khac"


OUTCOME_NAMES = {
    Outcome.DONE: "Đã làm xong",
    Outcome.UNFINISHED: "Còn dở dang",
    Outcome.ELSEWHERE: "Chuyển nơi khác",
}


@dataclass(frozen=True)
class Visit:
    """One person being helped. `id` makes sure they are counted once; `found` are guides that the search offered."""

    id: str
    guide: Optional[str] = None
    answers: Optional[dict[str, str]] = None
    at: str = "menu:"
    found: tuple[str, ...] = ()
    band: str = ""

    @classmethod
    def new(cls) -> Visit:
        """Nobody yet."""
        return cls(secrets.token_hex(16))

    @classmethod
    def of(cls, kept: Optional[dict[str, Any]]) -> Visit:
        """The visit as the log-in's session keeps it."""
        return cls(**{**kept, "found": tuple(kept["found"])}) if kept else cls.new()

    def kept(self) -> dict[str, Any]:
        """The opposite of `of`."""
        return asdict(self)

    @property
    def begun(self) -> bool:
        """Whether there is something to count or to wipe."""
        return self.guide is not None or bool(self.band)


@dataclass(frozen=True)
class Screen:
    """What is shown: a page of the guide, the problems of its step, and whether this is the last page."""

    page: Page
    guide: Optional[Guide] = None
    step: Optional[Step] = None
    fixes: tuple[Page, ...] = ()
    ends: bool = False

    @property
    def choices(self) -> list[Choice]:
        """The ways on from here."""
        return [choice for choice in self.page.choices if choice.target.verb not in HIDDEN]


class Counter:
    """Takes visits from page to page, with the contacts of one province."""

    def __init__(self, library: Library, province: Optional[str], day: date) -> None:
        self._library = library
        self._province = province
        self._day = day

    def guide(self, visit: Visit) -> Optional[Guide]:
        """The visit's guide as people of this province see it; None without one, or when it is no longer published."""
        found = self._library.find(visit.guide)
        return in_province(found, self._province) if found is not None else None

    def offer(self, visit: Visit, found: Found, words: str) -> Visit:
        """After a search: its guides are offered; a certain one is opened, at the problem whose words were told."""
        offered = replace(visit, found=found.guides, band=found.band, at="found:")
        guide = self._library.find(found.guides[0]) if found.certain else None
        if guide is None:
            return offered
        problem = best_problem(guide, words)
        return self.follow(offered, Target.problem(guide.id, problem.id) if problem else Target("open", guide.id))

    def follow(self, visit: Visit, target: Target) -> Visit:
        """The visit after a tap. What is gone meanwhile leads to the menu."""
        if target.verb in ("menu", "topic", "found"):
            return replace(visit, at=str(target))
        guide = self._library.find(target.guide)
        if guide is None:
            return replace(visit, at="menu:")
        answers = dict(visit.answers or {}) if guide.id == visit.guide else {}
        here = replace(visit, guide=guide.id, answers=answers)
        if target.verb in ("s", "x"):
            return self._to_step(here, guide, guide.step(target.part or ""))
        if target.verb == "a":
            return self._take_answer(here, guide, target)
        if target.verb in ("begin", "resume"):
            return self._begin(here, guide)
        known = ("open", "all", "sources", "contacts", "done")
        problem = target.verb == "p" and guide.problem(target.part or "") is not None
        return replace(here, at=str(target) if problem or target.verb in known else f"open:{guide.id}")

    def screen(self, visit: Visit) -> Screen:
        """What stands on the screen."""
        target = Target.read(visit.at) or Target("menu")
        guide = self.guide(visit)
        if target.verb == "topic" and target.guide in [topic.value for topic in Topic]:
            topic = Topic(target.guide)
            number = int(target.part) if target.part is not None and target.part.isdecimal() else 1
            return Screen(pages.topic(topic, self._library.on(topic), max(1, number)))
        if target.verb == "found":
            return Screen(self._offered(visit))
        if guide is None or target.verb in ("menu", "topic"):
            return Screen(pages.menu(""))
        return self._in_guide(visit, guide, target)

    def _in_guide(self, visit: Visit, guide: Guide, target: Target) -> Screen:
        answers = visit.answers or {}
        step = guide.step(target.part or "") if target.verb == "s" else None
        if step is not None and step in walk.steps(guide, answers, self._day):
            fixes = tuple(pages.fix(guide, problem) for problem in pages.problems_at(guide, step.id, answers))
            return Screen(pages.step(guide, step, answers, self._day), guide, step, fixes)
        asked = walk.next_question(guide, answers) if target.verb == "begin" else None
        if asked is not None:
            return Screen(pages.question(guide, asked), guide)
        problem = guide.problem(target.part or "") if target.verb == "p" else None
        if problem is not None:
            return Screen(pages.fix(guide, problem), guide)
        if target.verb == "all":
            return Screen(pages.whole(guide, answers, self._day), guide)
        if target.verb == "sources":
            return Screen(pages.sources(guide, answers, self._day), guide)
        if target.verb == "contacts":
            back = guide.step(target.part or "")
            return Screen(pages.contacts(guide, answers, "Bác hỏi người có trách nhiệm ở đây ạ:", back), guide)
        if target.verb == "done":
            related = [one for one in map(self._library.find, guide.related) if one is not None]
            return Screen(pages.finished(guide, related[:3]), guide, ends=True)
        return Screen(pages.opening(guide, answers, self._day), guide)

    def _offered(self, visit: Visit) -> Page:
        guides = [guide for guide in map(self._library.find, visit.found) if guide is not None]
        return Page("", None, tuple(Choice(guide.title, Target("open", guide.id)) for guide in guides))

    def _to_step(self, visit: Visit, guide: Guide, step: Optional[Step]) -> Visit:
        if step is None or not step.holds_on(self._day):
            return replace(visit, at=f"open:{guide.id}")
        answers = walk.answers_reaching(guide, step, visit.answers or {})
        return replace(visit, answers=answers, at=str(Target.step(guide.id, step.id)))

    def _take_answer(self, visit: Visit, guide: Guide, target: Target) -> Visit:
        asked = next((question for question in guide.questions if question.id == target.part), None)
        option = next((one for one in asked.options if one.id == target.option), None) if asked else None
        if option is not None and option.leads_to is not None:
            return self.follow(visit, Target("open", option.leads_to))
        if asked is None or (option is None and target.option is not None):
            return self._begin(visit, guide)
        answers = {**(visit.answers or {}), asked.id: option.id if option else walk.UNKNOWN}
        return self._begin(replace(visit, answers=answers), guide)

    def _begin(self, visit: Visit, guide: Guide) -> Visit:
        """The first open question, else the first step."""
        if walk.next_question(guide, visit.answers or {}) is not None:
            return replace(visit, at=f"begin:{guide.id}")
        way = walk.steps(guide, visit.answers or {}, self._day)
        return self._to_step(visit, guide, way[0] if way else None)
