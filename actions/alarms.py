"""Emergencies and suspicious links: what to do first, whatever guide the citizen is in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.talk import MOST_PAUSED, Talk
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.safety import Lost

LOST_GUIDE, REPORT_GUIDE, SIGNS_GUIDE = "lua_dao_da_mac", "lua_dao_bao_cao", "lua_dao_nhan_biet"

_LISTS = {
    Lost.APP: "utter_sos_app",
    Lost.CODE: "utter_sos_code",
    Lost.MONEY: "utter_sos_money",
    Lost.TALKING: "utter_sos_talking",
    Lost.ANYTHING: "utter_sos",
}
_UNKNOWN = (Lost.ANYTHING, Lost.TALKING)
_CASES = (
    Choice("Đã đọc mã, mật khẩu", Target("sos", Lost.CODE.value)),
    Choice("Đã chuyển tiền", Target("sos", Lost.MONEY.value)),
    Choice("Đã cài app, bấm link", Target("sos", Lost.APP.value)),
)


def help_now(talk: Talk, lost: str) -> None:
    """What to do in the next minutes; the guide the citizen was in waits, and can be gone back to."""
    known = next((one for one in Lost if one.value == lost), Lost.ANYTHING)
    _put_aside(talk)
    cases = _CASES if known in _UNKNOWN else ()
    steps = Choice("Làm từng bước cùng cháu", Target("begin", LOST_GUIDE))
    talk.say(_LISTS[known], *cases, steps, Choice("Báo công an thế nào", Target("open", REPORT_GUIDE)), *way_back(talk))
    tell_of_links(talk)


def _put_aside(talk: Talk) -> None:
    """The guide for who was cheated becomes the one the citizen is in; `tiếp` goes on in it."""
    guide, left = talk.find(LOST_GUIDE), talk.memory.place
    if guide is not None:
        place = talk.memory.enter(guide)
        if left is not None and left.guide != guide.id and left not in talk.memory.paused:
            talk.memory.paused = [left, *talk.memory.paused][:MOST_PAUSED]  # also from its first page
        talk.memory.place = replace(place, at=str(Target("open", guide.id)))


def way_back(talk: Talk) -> list[Choice]:
    """The way to the guide that was interrupted."""
    here = talk.memory.place.guide if talk.memory.place else None
    waiting = [talk.find(place.guide) for place in talk.memory.paused if place.guide not in (here, LOST_GUIDE)]
    return [Choice(f"Quay lại: {left.title}", Target("resume", left.id)) for left in waiting[:1] if left]


def show_links(talk: Talk) -> None:
    """What the links in the message look like. The addresses themselves are never repeated as links."""
    if not talk.links:
        talk.say("utter_no_link")
        return
    tell_of_links(talk, *_after_link(talk))


def tell_of_links(talk: Talk, *choices: Choice) -> None:
    """The sentences on the links of this message, if it has any."""
    sentences = [str(link["sentence"]) for link in talk.links]
    if sentences:
        talk.tell("\n\n".join(sentences), *choices)


def _after_link(talk: Talk) -> list[Choice]:
    if all(_is_official(link) for link in talk.links):
        return []
    return [
        Choice("Tôi đã lỡ bấm, lỡ nhập", Target("sos", Lost.APP.value)),
        Choice("Ai gửi, họ bảo gì: kiểm tra", Target("scam")),
        Choice("Báo lừa đảo ở đâu", Target("open", REPORT_GUIDE)),
    ]


def _is_official(link: dict[str, Any]) -> bool:
    return bool(link["verdict"] == "official")
