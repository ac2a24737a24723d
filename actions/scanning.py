"""Looks at a photo of a QR code for a citizen: asks for the photo, then says what the code is for."""

from __future__ import annotations

from actions.talk import Talk
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.storage.asked import PHOTO

_ANOTHER = Choice("Gửi ảnh khác", Target("scan"))


def ask_for_photo(talk: Talk) -> None:
    """The next photo will be fetched, and only that."""
    talk.memory.making = {"waits": PHOTO}
    talk.say_asking("utter_scan", PHOTO)


def explain_photo(talk: Talk) -> None:
    """What the gateway or the worker read in the photo; it may name somebody's account, so it is private."""
    if not talk.given:
        refuse_photo(talk)
        return
    talk.tell_privately(talk.given, _ANOTHER, Choice("Danh mục", Target("menu")))


def refuse_photo(talk: Talk) -> None:
    """A photo that nobody asked for was not fetched."""
    talk.say("utter_photo", Choice("Đây là ảnh mã QR, xem giúp tôi", Target("scan")))
