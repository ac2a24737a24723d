"""Opening a guide: from a question, a button, or one of the titles offered."""

from __future__ import annotations

from typing import Optional

from actions.hints import answers_told
from actions.menus import show_menu, topic_choices
from actions.person import offer_person
from actions.talk import Talk, TalkAction
from bot.guides import pages, walk
from bot.guides.local import local_provinces, province_id
from bot.guides.matching import best_problem
from bot.guides.model import Guide
from bot.guides.pages import Choice
from bot.guides.targets import Target

MOST_OFFERED = 3
"""Titles offered when the bot is not sure."""

LOST_BEFORE_A_PERSON = 3
"""Turns in a row that were not understood before people to ask are shown."""


HANDS_ON: dict[str, Choice] = {
    "qr_nhan_tien": Choice("Cháu làm mã QR cho bác", Target("qr")),
    "qr_gia": Choice("Gửi ảnh mã QR cho cháu xem", Target("scan")),
    "qr_thanh_toan": Choice("Gửi ảnh mã QR cho cháu xem", Target("scan")),
    "lua_dao_nhan_biet": Choice("Kiểm tra cuộc gọi, tin nhắn", Target("scam")),
}
"""What the bot can do itself, offered with the guide that explains it."""


def open_guide(talk: Talk, guide_id: Optional[str], *more: Choice) -> None:
    """The opening of a guide; the guide left in the middle can be gone back to."""
    guide = talk.find(guide_id)
    if guide is None:
        talk.say("utter_guide_gone", *topic_choices())
        return
    left = talk.memory.place
    place = talk.memory.enter(guide)
    back = _way_back(talk, guide) if left is not None and left.guide != guide.id else []
    answers = {**place.answers, **answers_told(guide, talk.message.get("entities") or [])}
    offered = [HANDS_ON[guide.id]] if guide.id in HANDS_ON else []
    page = pages.opening(guide, answers, talk.today)
    talk.show_at(guide, Target("open", guide.id), page, *offered, *more, *back, answers=answers)


def begin(talk: Talk, guide: Guide) -> None:
    """The first question that is still open, else the first step."""
    place = talk.memory.enter(guide)
    asked = walk.next_question(guide, place.answers)
    if asked is not None:
        talk.show_at(guide, Target("begin", guide.id), pages.question(guide, asked))
        return
    show_step(talk, guide, walk.steps(guide, place.answers, talk.today)[0].id)


def show_step(talk: Talk, guide: Guide, step_id: str) -> None:
    """One step; says kindly when the guide no longer has it."""
    step = guide.step(step_id)
    if step is None or not step.holds_on(talk.today):
        talk.say("utter_step_gone")
        open_guide(talk, guide.id)
        return
    place = talk.memory.enter(guide)
    answers = walk.answers_reaching(guide, step, place.answers)
    page = pages.step(guide, step, answers, talk.today)
    talk.show_at(guide, Target.step(guide.id, step.id), page, answers=answers)


def show_problem(talk: Talk, guide: Guide, problem_id: str) -> None:
    """The fix of one problem."""
    problem = guide.problem(problem_id)
    if problem is None:
        open_guide(talk, guide.id)
        return
    talk.show_at(guide, Target.problem(guide.id, problem.id), pages.fix(guide, problem))


def _way_back(talk: Talk, guide: Guide) -> list[Choice]:
    waiting = [talk.find(place.guide) for place in talk.memory.paused if place.guide != guide.id]
    return [Choice(f"Quay lại: {left.title}", Target("resume", left.id)) for left in waiting[:1] if left]


class ActionOpenGuide(TalkAction):
    """A question whose guide is sure: its opening, or straight the problem whose words were told."""

    def name(self) -> str:
        """The action's name."""
        return "action_open_guide"

    def answer(self, talk: Talk) -> None:
        """Opens the guide named by the intent."""
        if talk.message.get("language") == "en":
            talk.say("utter_english")
        guide = talk.find(talk.intent)
        problem = best_problem(guide, talk.text) if guide else None
        if guide is not None and problem is not None:
            show_problem(talk, guide, problem.id)
            return
        second = talk.find(talk.message.get("second"))
        then = [Choice(f"Rồi tới: {second.title}", Target("open", second.id))] if second else []
        open_guide(talk, talk.intent, *then)


class ActionClarify(TalkAction):
    """Not sure: asks back with at most three titles."""

    def name(self) -> str:
        """The action's name."""
        return "action_clarify"

    def answer(self, talk: Talk) -> None:
        """Offers the likeliest guides."""
        names = [rank.get("name") for rank in talk.message.get("intent_ranking") or []]
        likely = [guide for guide in map(talk.find, names) if guide][:MOST_OFFERED]
        if not likely:
            admit_being_lost(talk)
            return
        if talk.message.get("language") == "en":
            talk.say("utter_english")
        choices = [Choice(guide.title, Target("open", guide.id)) for guide in likely]
        talk.say("utter_clarify", *choices, Choice("Không phải, xem danh mục", Target("menu")))


class ActionLost(TalkAction):
    """Not understood: says so, and shows the menu; the third time also people to ask."""

    def name(self) -> str:
        """The action's name."""
        return "action_lost"

    def answer(self, talk: Talk) -> None:
        """Admits it."""
        admit_being_lost(talk)


class ActionHandover(TalkAction):
    """Asks for a person: where one can be reached."""

    def name(self) -> str:
        """The action's name."""
        return "action_handover"

    def answer(self, talk: Talk) -> None:
        """Offers the help desk; where there is none, shows people to ask."""
        if not offer_person(talk, "asked"):
            talk.say("utter_handover")
            show_people(talk)


def admit_being_lost(talk: Talk) -> None:
    """Not understood: says so; people to ask after several times in a row."""
    talk.memory.lost_turns += 1
    if talk.memory.lost_turns >= LOST_BEFORE_A_PERSON:
        talk.say("utter_lost_again")
        if not offer_person(talk, "lost"):
            show_people(talk)
    elif talk.message.get("language") == "en":
        talk.say("utter_english")
        show_menu(talk)
    else:
        talk.say("utter_lost", *topic_choices())


def show_people(talk: Talk) -> None:
    """The contacts of the guide the citizen is in, else those of the guide of hotlines."""
    place = talk.memory.place
    guide = (talk.find(place.guide) if place else None) or talk.find("duong_day_nong")
    if guide is None:
        show_menu(talk)
        return
    page = pages.contacts(guide, place.answers if place else {}, "Nơi hỏi:")
    back = () if place is None else page.choices
    talk.show(pages.Page(page.text, None, back or topic_choices()), *province_choices(talk))


def province_choices(talk: Talk) -> tuple[Choice, ...]:
    """The provinces with contacts of their own, until the citizen has told theirs."""
    if talk.memory.province is not None:
        return ()
    return tuple(Choice(f"Tôi ở {name}", Target("province", province_id(name))) for name in local_provinces())
