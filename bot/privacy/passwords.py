"""Finds passwords, passcodes and PINs: what a citizen wrote where such a word says the secret comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from bot.privacy import kinds
from bot.privacy.atoms import Atom, Run
from bot.privacy.claims import Claim, Spans, touches
from bot.privacy.secret_words import is_common, is_secret, is_strong
from bot.privacy.shapes import by_shape, is_year
from bot.privacy.view import View

_CUE = re.compile(
    r"(?<![a-z0-9<_])(?:(?P<full>mat ?khau|mkhau|password|passwd|passcode|passwork|pass ?wifi|mat ma|ma pin|so pin|pin atm)"
    r"|(?P<short>mk|pass|pw|pin))(?![a-z0-9])"
)
_QUALIFIERS = frozenset(
    """cua toi tui tao em e con chau bac minh mk me ma ba bo ong co chu anh chi nha nhà gia dinh vo chong no a day nay
    vneid vssid zalo facebook fb gmail email mail yahoo app ung dung tai khoan tk dang nhap dinh danh muc 2 1 wifi
    internet ngan hang bank the atm dich vu cong dvc cong quoc gia etax thue moi cu hien tai bay gio dang dung xai dat
    doi lai vcb bidv agribank vietcombank momo banking sms internetbanking smart de thi se vua so mat khau passcode
    va pass otp cap tam may dien thoai cccd can cuoc icloud apple id google store xa hoi bao hiem bhxh so suc khoe
    phan mem phuong""".split()
)
_LINKS = {"la": "là", "laf": "laf", "is": "is"}
_TURNS = frozenset({"thanh", "sang", "gom", "bang"})
"""Words after which only what looks like a secret is one: `đổi thành Lan#2025`."""
_MOST_WORDS = 12
_LONGEST_QUOTE = 60
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»", "`": "`"}
_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"\S+")
_PUNCTUATION = re.compile(r" {0,2}(?::|=|->|→|–|-)(?=\S| )")
_LAST_SIGNS = ",.;:?)]}\"'”’»…"
_MORE = re.compile(r" (?=\S{1,12}(?:\s|$))([a-z]{0,6}[0-9@#$%^&*!_]{2,12})(?![a-z])")
_IS_PASSWORD = re.compile(r"(\S+) (?:chinh )?la (?:cai )?$")
_UNIT = re.compile(r" ?(?:chu so|so|ky tu|ki tu|kt|lan|chu|tu|mah|%|phut|gio|ngay|giay|thang|nam|tuoi)(?![a-z])")


@dataclass
class _Walk:
    """Where the reading stands after a cue, and what linked it to the value."""

    at: int
    linked: bool = False
    words: int = 0


@dataclass(frozen=True)
class Passwords:
    """One message, ready to be read for passwords. `runs` are its numbers, `barriers` what is no password."""

    view: View
    runs: list[Run]
    barriers: Spans
    skipped: dict[int, int] = field(default_factory=dict)
    """Stretches that may stand between the word and the secret (an address, an ID): their starts and ends."""

    def found(self) -> Iterator[Claim]:
        """The secrets, without the words that announce them."""
        places = {atom.start: (run, at) for run in self.runs for at, atom in enumerate(run)}
        end = 0
        for cue in _CUE.finditer(self.view.plain):
            if cue.start() < end or not self._means_password(cue):
                continue
            claim = self._before(cue.start()) or self._after(cue, places)
            if claim is not None and not touches(self.barriers, claim.start, claim.end):
                end = claim.end
                yield claim

    def _means_password(self, cue: re.Match[str]) -> bool:
        typed = self.view.original(*cue.span()).lower()
        return cue.group() != "mat ma" or typed in ("mật mã", "mat ma")

    def _before(self, start: int) -> Optional[Claim]:
        """`Abc@123 là mật khẩu của tôi`."""
        said = _IS_PASSWORD.search(self.view.plain, max(0, start - 50), start)
        if said is None or not is_strong(self.view.original(*said.span(1))):
            return None
        return Claim(*said.span(1), kinds.PASSWORD)

    def _after(self, cue: re.Match[str], places: dict[int, tuple[Run, int]]) -> Optional[Claim]:
        walk = self._walk(cue.end(), cue.lastgroup == "short")
        if walk is None or walk.at >= len(self.view.plain) or self.view.plain[walk.at] == "<":
            return None
        quoted = self._quoted(walk)
        if quoted is not None:
            return quoted
        if walk.at in places:
            number = self._number(*places[walk.at], walk.linked)
            if number is not None:
                return number
        return self._token(walk, short=cue.group() in ("mk", "pin"))

    def _walk(self, at: int, short: bool) -> Optional[_Walk]:
        walk = _Walk(at)
        while walk.words <= _MOST_WORDS:
            walk.at = _after_space(self.view.plain, walk.at)
            link = _PUNCTUATION.match(self.view.plain, walk.at)
            if link is not None:
                if walk.linked and link.group().strip() == "-":
                    return walk
                walk.at, walk.linked = link.end(), True
                continue
            token = _TOKEN.match(self.view.plain, walk.at)
            if token is None:
                return None
            if not self._step(walk, token, short):
                return walk
        return None

    def _step(self, walk: _Walk, token: re.Match[str]) -> bool:
        """Passes a word that may stand between the cue and the secret; False when the secret would begin here."""
        if walk.at in self.skipped and not walk.linked:
            walk.at = self.skipped[walk.at]
            return True
        word = re.match(r"[a-z0-9]+(?=[\s:=]|$)", token.group())
        if word is None or walk.linked:
            return False
        walk.words += 1
        if word.group() in _LINKS:
            walk.linked = True
        elif word.group() not in _QUALIFIERS and word.group() not in _TURNS:
            return False
        walk.at += word.end()
        return True
