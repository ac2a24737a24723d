"""Goes from a word such as `mật khẩu` over what may stand between to where the secret begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from bot.privacy.atoms import Run
from bot.privacy.secret_words import BETWEEN, LEADS_AWAY, is_asking, is_everyday, is_strong
from bot.privacy.shapes import by_shape
from bot.privacy.view import View
from bot.privacy.windows import windows

Places = dict[int, tuple[Run, int]]
"""Where each group of digits begins: its run and its place in it."""

_MOST_BETWEEN = 12
_SIGN = re.compile(r"[:=]+|->|=>|→")
_TOKEN = re.compile(r"[^\s<]+")
_TRAILING = ",.;:?!)]}\"'”’»…"
_LINK_WORD = re.compile(r"(?:la|laf|is)(?![a-z0-9])")
_WORD = re.compile(r"[a-z]+(?![a-z0-9@#$%^&*!_])|(?:(?<=muc )|(?<=cap ))[12](?![0-9a-z])")


@dataclass
class Walk:
    """Where the secret would begin, the sign or word that links it to the cue, the words passed on the way."""

    at: int
    link: str = ""
    words: int = 0
    loose: bool = False
    """Whether words were passed that say nothing about the secret: then only what looks like one is taken."""


def walk_from(at: int, view: View, places: Places, passable: dict[int, int]) -> Optional[Walk]:
    """From behind a cue to where the secret begins; None when the message ends before.

    `passable` are stretches (addresses) that may stand between: their starts and ends.
    """
    walk = Walk(at)
    while walk.at < len(view.plain) and walk.words <= _MOST_BETWEEN:
        passed = _passed(walk, view, places)
        if passed is None and not walk.link:
            passed = passable.get(walk.at) or _shaped(places.get(walk.at))
        if passed is None:
            return walk
        walk.at = passed
    return None


def _passed(walk: Walk, view: View, places: Places) -> Optional[int]:
    """The end of the space, sign or word at `walk.at` that may stand between."""
    at = walk.at
    if view.plain[at] in " \n()–-":
        return at + 1
    sign, link = _SIGN.match(view.plain, at), _LINK_WORD.match(view.plain, at)
    if sign is not None:
        walk.link = ":"
        return sign.end()
    if link is not None and not walk.link:
        walk.link = "la"
        return link.end()
    if walk.link and at in places:
        return None
    word = _WORD.match(view.plain, at)
    return None if word is None else _past_word(walk, word, view)


def _past_word(walk: Walk, word: re.Match[str], view: View) -> Optional[int]:
    if not walk.link and (word.group() in BETWEEN or word.group().isdigit()):
        walk.words += 1
        return word.end()
    typed = view.original(*word.span())
    whole = _TOKEN.match(view.plain, word.start())
    if walk.link and whole is not None and is_strong(whole.group().rstrip(_TRAILING)):
        return None  # `mua.xuan.75`
    if walk.link == ":" or not is_everyday(typed) or is_asking(typed) or word.group() in LEADS_AWAY:
        return None
    walk.words, walk.link, walk.loose = walk.words + 1, "", True
    return word.end()


def _shaped(place: Optional[tuple[Run, int]]) -> Optional[int]:
    """The end of an ID or a phone number: `mật khẩu tài khoản 0871… là …`."""
    options = windows(*place, []) if place else []
    return next((option.end for option in options if option.sound and by_shape(option.digits)), None)
