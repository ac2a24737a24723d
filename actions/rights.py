"""What is kept about a citizen, and its deletion on their word."""

from __future__ import annotations

import re

from actions.talk import Talk, TalkAction
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.text import fold

_WANTS_DELETION = re.compile(r"\b(?:xoa|xo|quen (?:toi|het|minh)|huy)\b")
"""`xoá`, `quên tôi đi`: words for the deletion itself, not for a question about it."""
_ASKS = re.compile(r"\b(?:bao lau|khi nao|co (?:tu )?xoa|thi xoa)\b")


def explain_privacy(talk: Talk) -> None:
    """What is kept, how long, where, and how it is deleted."""
    days = talk.found.get("kept") or {}
    talk.say(
        "utter_privacy",
        Choice("Xoá hết dữ liệu của tôi", Target("erase")),
        Choice("Danh mục", Target("menu")),
        days=days.get("conversation_days"),
        question_days=days.get("unanswered_days"),
    )


def ask_before_deleting(talk: Talk) -> None:
    """Deleting cannot be undone, so a button confirms it."""
    talk.say(
        "utter_erase",
        Choice("Xoá hết ngay", Target("forget")),
        Choice("Thôi, giữ lại", Target("keep")),
    )


def say_farewell(talk: Talk) -> None:
    """All is deleted: the turn that says so is recorded as the first of a new conversation."""
    talk.say("utter_forgotten")


def keep_all(talk: Talk) -> None:
    """Nothing is deleted."""
    talk.say("utter_kept", Choice("Danh mục", Target("menu")))


class ActionPrivacy(TalkAction):
    """`xoá dữ liệu của tôi`, `bot lưu những gì`."""

    def name(self) -> str:
        """The action's name."""
        return "action_privacy"

    def answer(self, talk: Talk) -> None:
        """Asks before deleting, or explains what is kept."""
        said = fold(talk.text)
        if _WANTS_DELETION.search(said) and not _ASKS.search(said):
            ask_before_deleting(talk)
        else:
            explain_privacy(talk)
