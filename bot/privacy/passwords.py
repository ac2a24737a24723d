"""Finds passwords, passcodes and PINs: what a citizen wrote where such a word says the secret comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from bot.privacy import kinds
from bot.privacy.atoms import Run
from bot.privacy.claims import Claim, Spans, touches
from bot.privacy.password_walk import Places, Walk, walk_from
from bot.privacy.secret_words import (
    EXAMPLE,
    PASSWORD_SIGNS,
    is_accented,
    is_asking,
    is_everyday,
    is_made_up,
    is_secret,
    is_strong,
    is_strongest,
)
from bot.privacy.shapes import by_shape, is_year
from bot.privacy.view import View
from bot.privacy.windows import Window, windows

PASSWORD_CUE = (
    r"(?<![a-z0-9<_])(?:(?P<full>mat ?kh?au|mkhau|pass?wor?d|passwd|pass ?word|pass ?code|mat ma|ma pin|so pin|pin atm"
    r"|ma (?:mo )?khoa(?: man hinh)?|pass)|(?P<short>mk|pw|pin))(?![a-z0-9])"
)
"""A pattern for the words that announce a password; `short` ones mean other things too."""
_CUE = re.compile(PASSWORD_CUE)
_LOG_IN = re.compile(r"(?<![a-z])(?:dang nhap|login|log in|tai khoan|tk|user|id)(?![a-z])")
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»", "`": "`"}
_LONGEST_QUOTE = 60
_TOKEN = re.compile(r"[^\s<]+")
_TRAILING = ",.;:?)]}\"'”’»…"
_MORE = re.compile(r" [0-9@#$%^&*!_]{2,12}(?=[\s.,;]|$)")
_UNIT = re.compile(r" ?(?:chu so|so|ky tu|ki tu|kt|lan|chu|tu|mah|%|phut|gio|ngay|giay|thang|nam|tuoi)(?![a-z])")
_TYPED_IN = re.compile(
    r"(?<![a-z])(?:nhap|go|danh|dien|dat|de|bam|noi|doc|doi (?:thanh|sang))(?: (?:la|vao|so|ma|lai|dung|pass|mk))?"
    r" (?P<what>[^\s<]{4,40})"
)
_TYPING = re.compile(r"(?<![a-z])(?:go|nhap|dat|de|doi|tao|xai|dung|danh|dien) $")
_LOOK_BACK = 120
_NAMED_AFTER = re.compile(r"(?:^|(?<=\s))([^\s<]+) (?:do |chinh |day )?(?:la|lam) (?:cai )?$")


@dataclass(frozen=True)
class Passwords:
    """One message, ready to be read for passwords.

    `runs` are its numbers; `barriers` are no passwords, `guards` (dates, hotlines) only after `là`; `passable`
    (addresses) may stand before one.
    """

    view: View
    runs: list[Run]
    barriers: Spans
    guards: Spans
    passable: dict[int, int]

    def found(self) -> Iterator[Claim]:
        """The secrets, without the words that announce them."""
        places = {atom.start: (run, at) for run in self.runs for at, atom in enumerate(run)}
        end = 0
        yield from self._anywhere()
        yield from self._typed_in()
        for cue in _CUE.finditer(self.view.plain):
            if cue.start() < end:
                continue
            claim = self._before(cue.start()) or self._after(cue, places)
            if claim is not None and not touches(self.barriers, claim.start, claim.end):
                end = claim.end
                yield claim

    def _anywhere(self) -> Iterator[Claim]:
        """What can only be a password, in a message about passwords or signing in."""
        plain = self.view.plain
        said = _CUE.search(plain) is not None
        signs = PASSWORD_SIGNS + "_" if said else PASSWORD_SIGNS
        if not said and not (any(sign in plain for sign in signs) and _LOG_IN.search(plain)):
            return
        before = ""
        for token in _TOKEN.finditer(plain):
            end = token.start() + len(token.group().rstrip(_TRAILING + "!"))
            free = before not in EXAMPLE and not touches(self.barriers, token.start(), end)
            typed = self.view.original(token.start(), end)
            if free and (is_strongest(typed, signs) or (said and is_made_up(typed))):
                yield Claim(token.start(), end if typed.isalnum() else token.end(), kinds.PASSWORD)
            before = token.group()

    def _typed_in(self) -> Iterator[Claim]:
        """`nhập Abcd12 báo sai mật khẩu`: what was typed in, in a message about passwords."""
        if _CUE.search(self.view.plain) is None:
            return
        for found in _TYPED_IN.finditer(self.view.plain):
            end = found.start("what") + len(found["what"].rstrip(_TRAILING + "!"))
            span = (found.start("what"), end)
            typed = self.view.original(*span)
            other = touches(self.barriers, *span) or touches(self.guards, *span) or _UNIT.match(self.view.plain, end)
            pin = _is_pin(typed) and not is_year(typed) and not typed.endswith("000") and by_shape(typed) is None
            if not other and (is_strong(typed) or pin):
                yield Claim(*span, kinds.PASSWORD)

    def _before(self, start: int) -> Optional[Claim]:
        """`Abc@123 là mật khẩu của tôi`."""
        said = _NAMED_AFTER.search(self.view.plain, max(0, start - _LOOK_BACK), start)
        if said is None:
            return None
        typed = self.view.original(*said.span(1))
        return Claim(*said.span(1), kinds.PASSWORD) if is_strong(typed) or _is_pin(typed) else None

    def _after(self, cue: re.Match[str], places: Places) -> Optional[Claim]:
        walk = walk_from(cue.end(), self.view, places, self.passable)
        if walk is None:
            return None
        quoted = self._quoted(walk)
        if quoted is not None:
            return quoted
        if walk.loose and not walk.link:
            return None
        if not walk.link and not walk.words and _TYPING.search(self.view.plain, max(0, cue.start() - 12), cue.start()):
            walk.link = "la"  # `gõ mật khẩu Hoasen2`: what is typed in is the password itself
            typed = _TOKEN.match(self.view.plain, walk.at)
            if typed is None or not any(map(str.isdigit, typed.group())) or typed.group()[0].isdigit():
                walk.link = ""
        number = self._number(*places[walk.at], walk) if walk.at in places else None
        bare = cue.lastgroup == "short" and not walk.words
        return number or self._token(walk, bare)

    def _quoted(self, walk: Walk) -> Optional[Claim]:
        closing = _QUOTES.get(self.view.plain[walk.at])
        if closing is None or not walk.link:
            return None
        end = self.view.plain.find(closing, walk.at + 2, walk.at + _LONGEST_QUOTE)
        return Claim(walk.at + 1, end, kinds.PASSWORD) if end > 0 else None

    def _number(self, run: Run, at: int, walk: Walk) -> Optional[Claim]:
        for option in reversed(windows(run, at, [])):
            if not 4 <= option.length <= 12 or option.frayed or self._goes_on(option.end):
                continue
            if max(option.groups) <= 3 and _UNIT.match(self.view.plain, option.end):
                continue
            unsure = walk.loose or not walk.link
            if unsure and (not _stands_alone(option) or touches(self.guards, option.start, option.end)):
                continue
            if touches(self.barriers, option.start, option.end):
                continue
            return Claim(option.start, option.end, kinds.PASSWORD)
        return None

    def _goes_on(self, end: int) -> bool:
        """Whether letters or signs of the same secret follow: `123456@a`."""
        rest = _TOKEN.match(self.view.plain, end)
        return rest is not None and rest.group().strip(_TRAILING + "!") != ""

    def _token(self, walk: Walk, bare: bool) -> Optional[Claim]:
        token = _TOKEN.match(self.view.plain, walk.at)
        if token is None:
            return None
        end = walk.at + len(token.group().rstrip(_TRAILING))
        typed = self.view.original(walk.at, end)
        if not typed or not (is_strong(typed) if walk.loose else self._is_value(typed, end, walk.link, bare)):
            return None
        more = _MORE.match(self.view.plain, end) if walk.link else None
        if more is not None and not _UNIT.match(self.view.plain, more.end()):
            end = more.end()
        return Claim(walk.at, end, kinds.PASSWORD)

    def _is_value(self, typed: str, end: int, link: str, bare: bool) -> bool:
        if is_strong(typed):
            return True
        if not link or (bare and link == "la") or (typed[-1].isdigit() and _UNIT.match(self.view.plain, end)):
            return False
        if is_secret(typed):
            return True
        last = re.match(r" ?(?:$|[,;\n])", self.view.plain[end : end + 2])
        spoken = is_everyday(typed) and (is_accented(typed) or is_asking(typed))
        return link == ":" and not spoken and typed.isalpha() and last is not None


def _stands_alone(option: Window) -> bool:
    """Without `là`: four to eight digits that are no year, no amount and no phone number."""
    other = by_shape(option.digits) or is_year(option.digits) or option.digits.endswith("000")
    return not other and option.length <= 8


def _is_pin(typed: str) -> bool:
    return typed.isdigit() and 4 <= len(typed) <= 8
