"""A guide walked in the terminal as a citizen: the pages citizens see, choices by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Optional

from bot.guides import pages, walk
from bot.guides.limits import ZALO_TEXT, as_plain_text
from bot.guides.model import Guide
from bot.guides.pages import Page
from bot.guides.targets import Target
from bot.guides.walk import Answers

QUIT = ("q", "thoat", "thoát")


class Visit:
    """One citizen in the guides: where a choice leads, and the answers given on the way."""

    def __init__(self, guides: Mapping[str, Guide], guide: Guide, day: date) -> None:
        self._guides = guides
        self._day = day
        self.guide = guide
        self.answers: Answers = {}
        self._last: Optional[Target] = None

    def go(self, target: Target) -> Optional[Page]:
        """The page `target` leads to; None when it leads out of the guides: the menu, thumbs up and down."""
        if target.verb == "open":
            guide = self._guides.get(target.guide or "")
            return self._open(guide) if guide else None
        if target.verb == "resume":
            return self.go(self._last or Target("open", self.guide.id))
        if target.verb == "a":
            return self._answer(target)
        if target.verb in ("s", "x") and target.part is not None:
            return self._at_step(target, target.part)
        if target.verb == "p":
            problem = self.guide.problem(target.part or "")
            return pages.fix(self.guide, problem) if problem else None
        return self._page(target.verb)

    def _open(self, guide: Guide) -> Page:
        if guide is not self.guide:
            self.guide, self.answers, self._last = guide, {}, None
        return pages.opening(guide, self.answers, self._day)

    def _answer(self, target: Target) -> Optional[Page]:
        asked = next((question for question in self.guide.questions if question.id == target.part), None)
        option = next((one for one in asked.options if one.id == target.option), None) if asked else None
        if option is not None and option.leads_to is not None:
            return self.go(Target("open", option.leads_to))
        self.answers[target.part or ""] = option.id if option else walk.UNKNOWN
        return self._page("begin")

    def _at_step(self, target: Target, step_id: str) -> Optional[Page]:
        step = self.guide.step(step_id)
        if step is None:
            return None
        self.answers = walk.answers_reaching(self.guide, step, self.answers)
        self._last = Target.step(self.guide.id, step_id)
        page = pages.step if target.verb == "s" else pages.stuck
        return page(self.guide, step, self.answers, self._day)

    def _page(self, verb: str) -> Optional[Page]:
        guide, answers, day = self.guide, self.answers, self._day
        if verb == "begin":
            asked = walk.next_question(guide, answers)
            first = walk.steps(guide, answers, day)[0]
            return pages.question(guide, asked) if asked else self._at_step(Target.step(guide.id, first.id), first.id)
        if verb == "done":
            related = [self._guides[other] for other in guide.related if other in self._guides]
            return pages.finished(guide, related)
        if verb == "contacts":
            return pages.contacts(guide, answers, "Bác hỏi người có trách nhiệm ở đây ạ:")
        if verb in ("cost", "time", "prepare"):
            return pages.aspect(guide, verb, answers, day)
        whole = {"all": pages.whole, "sources": pages.sources}.get(verb)
        return whole(guide, answers, day) if whole else None


def walk_in_terminal(visit: Visit, read: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Shows page after page until the editor leaves. `read` asks for a line and raises EOFError at the end of input."""
    page = visit.go(Target("open", visit.guide.id))
    while page is not None:
        write(_as_text(page))
        target = _chosen(page, read, write)
        if target is None:
            return
        following = visit.go(target)
        if following is None:
            write("Tới đây là ra khỏi bài (danh mục, đánh giá). Bản xem thử quay về đầu bài.\n")
        page = following or visit.go(Target("open", visit.guide.id))


def _chosen(page: Page, read: Callable[[str], str], write: Callable[[str], None]) -> Optional[Target]:
    while True:
        try:
            typed = read("Chọn số (q để thoát)").strip().lower()
        except EOFError:
            return None
        if typed in QUIT:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(page.choices):
            return page.choices[int(typed) - 1].target
        write(f"Hãy gõ một số từ 1 đến {len(page.choices)}.")


def _as_text(page: Page) -> str:
    text = as_plain_text(page)
    parts = -(-len(text) // ZALO_TEXT)
    note = f"\n(Dài {len(text)} ký tự: Zalo nhận thành {parts} tin nhắn.)" if parts > 1 else ""
    return f"{'─' * 60}\n{text}{note}\n"
