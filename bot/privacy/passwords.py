"""Finds passwords, passcodes and PINs: what a citizen wrote where such a word says the secret comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from bot.privacy import kinds
from bot.privacy.atoms import Run
from bot.privacy.claims import Claim, Spans, touches
from bot.privacy.secret_words import PASSWORD_SIGNS, is_accented, is_asking, is_everyday, is_secret, is_strong, is_strongest
from bot.privacy.shapes import by_shape, is_year
from bot.privacy.view import View
from bot.privacy.windows import Window, windows

_CUE = re.compile(
    r"(?<![a-z0-9<_])(?:(?P<full>mat ?kh?au|mkhau|pass?wor?d|passwd|pass ?word|pass ?code|mat ma|ma pin|so pin|pin atm"
    r"|ma (?:mo )?khoa(?: man hinh)?|pass)|(?P<short>mk|pw|pin))(?![a-z0-9])"
)
_LOG_IN = re.compile(r"(?<![a-z])(?:dang nhap|login|log in|tai khoan|tk|user|id)(?![a-z])")
_BETWEEN = frozenset(
    """cua toi tui tao em e con chau bac minh mk me ma ba bo ong co chu anh chi nha gia dinh vo chong no a day nay
    vneid vssid zalo facebook fb gmail email mail yahoo app ung dung tai khoan tk dang nhap dinh danh muc
    wifi internet ngan hang bank the atm dich vu cong dvc quoc gia etax thue moi cu hien tai bay gio xai dat doi lai
    vcb bidv agribank vietcombank momo banking sms smart de thi se vua so mat khau passcode va pass otp cap tam may
    dien thoai cccd can cuoc icloud apple id google store xa hoi bao hiem bhxh suc khoe phan mem phuong thanh sang
    username user luon duoc dc vo vao ban quy khach ne day nha nhe nek""".split()
)
"""Words that may stand between the cue and the secret, without diacritics."""
_MOST_BETWEEN = 12
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»", "`": "`"}
_LONGEST_QUOTE = 60
_SIGN = re.compile(r"[:=]+|->|=>|→")
_LINK_WORD = re.compile(r"(?:la|laf|is)(?![a-z0-9])")
_WORD = re.compile(r"[a-z]+(?![a-z0-9@#$%^&*!_])|(?<=muc )[12](?![0-9a-z])")
_TOKEN = re.compile(r"[^\s<]+")
_TRAILING = ",.;:?)]}\"'”’»…"
_MORE = re.compile(r" [0-9@#$%^&*!_]{2,12}(?=[\s.,;]|$)")
_UNIT = re.compile(r" ?(?:chu so|so|ky tu|ki tu|kt|lan|chu|tu|mah|%|phut|gio|ngay|giay|thang|nam|tuoi)(?![a-z])")
_LEADS_AWAY = frozenset({"goi", "tong", "dai", "lien", "he", "loi", "bao", "nhan", "soan", "hoi", "trang", "xem", "toi"})
"""Words after which a number is where to call or what went wrong."""
_LOOK_BACK = 120
_EXAMPLE = frozenset({"du", "vd", "vd:", "nhu", "kieu", "dang", "phai"})
_NAMED_AFTER = re.compile(r"(?:^|(?<=\s))([^\s<]+) (?:do |chinh |day )?(?:la|lam) (?:cai )?$")


@dataclass
class _Walk:
    """Where the secret would begin, the sign or word that links it to the cue, the words passed on the way."""

    at: int
    link: str = ""
    words: int = 0
    loose: bool = False
    """Whether words were passed that say nothing about the secret: then only what looks like one is taken."""


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
        if not any(sign in plain for sign in signs) or not (said or _LOG_IN.search(plain)):
            return
        before = ""
        for token in _TOKEN.finditer(plain):
            end = token.start() + len(token.group().rstrip(_TRAILING + "!"))
            if before not in _EXAMPLE and is_strongest(self.view.original(token.start(), end), signs):
                if not touches(self.barriers, token.start(), end):
                    yield Claim(token.start(), token.end(), kinds.PASSWORD)
            before = token.group()

    def _before(self, start: int) -> Optional[Claim]:
        """`Abc@123 là mật khẩu của tôi`."""
        said = _NAMED_AFTER.search(self.view.plain, max(0, start - _LOOK_BACK), start)
        if said is None:
            return None
        typed = self.view.original(*said.span(1))
        return Claim(*said.span(1), kinds.PASSWORD) if is_strong(typed) or _is_pin(typed) else None

    def _after(self, cue: re.Match[str], places: dict[int, tuple[Run, int]]) -> Optional[Claim]:
        walk = self._walk(cue.end(), places)
        if walk is None:
            return None
        quoted = self._quoted(walk)
        if quoted is not None:
            return quoted
        if walk.loose and not walk.link:
            return None
        number = self._number(*places[walk.at], walk) if walk.at in places else None
        bare = cue.lastgroup == "short" and not walk.words
        return number or self._token(walk, bare)

    def _walk(self, at: int, places: dict[int, tuple[Run, int]]) -> Optional[_Walk]:
        """From behind the cue to where the secret begins; None when the message ends before."""
        walk = _Walk(at)
        while walk.at < len(self.view.plain) and walk.words <= _MOST_BETWEEN:
            passed = self._passed(walk, places)
            if passed is None:
                return walk
            walk.at = passed
        return None

    def _passed(self, walk: _Walk, places: dict[int, tuple[Run, int]]) -> Optional[int]:
        """The end of the space, sign, word or number at `walk.at` that may stand between; None at the secret."""
        plain, at = self.view.plain, walk.at
        if plain[at] in " \n()–-":
            return at + 1
        sign, link = _SIGN.match(plain, at), _LINK_WORD.match(plain, at)
        if sign is not None or (link is not None and not walk.link):
            walk.link = ":" if sign is not None else "la"
            return (sign or link).end()  # type: ignore[union-attr]  # one of them is there
        if walk.link and at in places:
            return None
        word = _WORD.match(plain, at)
        if word is not None:
            return self._past_word(walk, word)
        if walk.link:
            return None
        return self.passable.get(at) or (self._shaped(*places[at]) if at in places else None)

    def _past_word(self, walk: _Walk, word: re.Match[str]) -> Optional[int]:
        typed = self.view.original(*word.span())
        if not walk.link and (word.group() in _BETWEEN or word.group().isdigit()):
            walk.words += 1
            return word.end()
        if walk.link == ":" or not is_everyday(typed) or is_asking(typed) or word.group() in _LEADS_AWAY:
            return None
        walk.words, walk.link, walk.loose = walk.words + 1, "", True
        return word.end()

    def _shaped(self, run: Run, at: int) -> Optional[int]:
        """The end of an ID or a phone number: `mật khẩu tài khoản 0871… là …`."""
        for option in windows(run, at, []):
            if option.sound and by_shape(option.digits):
                return option.end
        return None

    def _quoted(self, walk: _Walk) -> Optional[Claim]:
        closing = _QUOTES.get(self.view.plain[walk.at])
        if closing is None or not walk.link:
            return None
        end = self.view.plain.find(closing, walk.at + 2, walk.at + _LONGEST_QUOTE)
        return Claim(walk.at + 1, end, kinds.PASSWORD) if end > 0 else None

    def _number(self, run: Run, at: int, walk: _Walk) -> Optional[Claim]:
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

    def _token(self, walk: _Walk, bare: bool) -> Optional[Claim]:
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
