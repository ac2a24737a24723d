"""Finds personal numbers: each run of digits is read from left to right, by its cue, its shape, its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Optional

from bot.privacy import kinds
from bot.privacy.atoms import Run
from bot.privacy.claims import Claim, Spans
from bot.privacy.cues import ASIDE, OTHER, WEAK_OTP, Announced, Cues
from bot.privacy.protected import DATE
from bot.privacy.rules import RULES, Found
from bot.privacy.shapes import IDENTITY_DIGITS, OLD_IDENTITY_DIGITS, by_shape, is_date, is_phone, is_year
from bot.privacy.view import View
from bot.privacy.windows import Window, windows

_UNIT = re.compile(
    r" ?(?:chu so|so|ky tu|ki tu|kt|lan|giay|phut|gio|tieng|ngay|thang|nam|tuoi|buoc|nguoi|cai|k|d|dong|nghin|ngan"
    r"|trieu|tr|ty|kg|km|m|ha|gb|mb|mah|cc|%)(?![a-z])"
)
_COUNTING = "01234567890123456789"
_AMOUNT_DIGITS = 13
_USUAL_OTP = 6
_SMART_OTP = 8
_TOLD = re.compile(r"(?<![a-z])(?:doc|nhap|go|dua|bao)(?: (?:ra|la|so|ma|cho (?:no|ho)|vao|luon))? $")
_TOLD_WITHIN = 24
_SENT = re.compile(
    r"(?<![a-z])(?:(?:vua|moi) (?:nhan|gui|nhan tin)|gui (?:ve|qua|den|toi|cho)|nhan duoc|tin nhan|sms|doc cho"
    r"|nhan ve)(?![a-z])"
)
"""How a one-time code comes."""
_CODE = re.compile(r"(?<![a-z])(?:ma|otp|code) $")
_OTP_GROUPS = ((3, 3), (2, 2, 2), (1,) * 6)
_EMERGENCY = frozenset({"111", "112", "113", "114", "115", "156"})
_LEAST_SHAPED = 10
"""Digits of the shortest number known by its shape."""


@dataclass(frozen=True)
class Reading:
    """One message, ready to be read for numbers."""

    view: View
    cues: Cues
    guards: Spans
    asked: frozenset[str]

    def numbers(self, runs: list[Run]) -> Iterator[Claim]:
        """The personal numbers in `runs`, those asked for among them."""
        for run in runs:
            yield from self._in_run(run)

    def _in_run(self, run: Run) -> Iterator[Claim]:
        at = 0
        while at < len(run):
            found = self._read(windows(run, at, self.guards))
            if found is None:
                at += 1
                continue
            window, kind = found
            yield Claim(window.start, window.end, kind)
            at += len(window.atoms)

    def _read(self, options: list[Window]) -> Found:
        if not options or options[-1].length < 3:
            return None
        announced = self.cues.before(options[0].start)
        covering = self._over_guards(options, announced)
        free = [option for option in options if not option.guarded and not self._counted(option)]
        if covering is not None or not free:
            return covering
        return self._as_announced(free, announced)

    def _as_announced(self, options: list[Window], announced: list[Announced]) -> Found:
        harmless = False
        for cue in announced:
            if (cue.kind == OTHER and cue.gap <= 3) or (cue.kind == ASIDE and cue.gap == 0):
                harmless = True
                break
            found = RULES[cue.kind](options, cue) if cue.kind in RULES else None
            if found is not None:
                return found
            if cue.kind == WEAK_OTP and cue.gap in (1, 2):
                options = [option for option in options if option.length != OLD_IDENTITY_DIGITS]
                if not options:
                    return None
        return self._as_asked(options) or self._named_after(options) or self._plain(options, harmless)

    def _as_asked(self, options: list[Window]) -> Found:
        for kind in sorted(self.asked & RULES.keys()):
            found = RULES[kind](options, Announced(kind))
            if found is not None:
                return found
        return None

    def _named_after(self, options: list[Window]) -> Found:
        for option in reversed(options):
            kind = self.cues.after(option.end)
            if kind in RULES:
                return RULES[kind]([replace(option, whole=True)], Announced(kind, linked=kind != WEAK_OTP))
        return None

    def _plain(self, options: list[Window], harmless: bool) -> Found:
        """Without a word that says what it is."""
        for option in reversed(options):
            kind = by_shape(option.digits) or (kinds.PHONE if self._foreign_phone(option) else None)
            if kind is not None and option.sound:
                return option, kind
        if harmless:
            return None
        for option in reversed(options):
            kind = self._by_length(option)
            if kind is not None:
                return option, kind
        return None

    def _by_length(self, option: Window) -> Optional[str]:
        counting = not option.single and option.digits in _COUNTING
        if counting or option.years or option.frayed or not option.sound or self._on_letters(option):
            return None
        if self._is_spoken_of_as_otp(option):
            return kinds.OTP
        if option.length <= _AMOUNT_DIGITS and option.digits[0] != "0" and option.digits.endswith("000"):
            return None
        if option.length == IDENTITY_DIGITS and option.single:
            return kinds.IDENTITY
        if option.length == OLD_IDENTITY_DIGITS and self._is_old_identity(option):
            return kinds.PHONE if option.digits[0] in "5789" else kinds.IDENTITY
        fours = option.length > IDENTITY_DIGITS and option.whole and set(option.groups[:-1]) == {4}
        if option.length >= _LEAST_SHAPED and (option.single or option.spoken or fours):
            return kinds.LONG_NUMBER
        return None

    def _over_guards(self, options: list[Window], announced: list[Announced]) -> Found:
        """An ID or a phone number whose parts look like dates or amounts: `09/12/34/56/78`."""
        guarded = [option for option in options if option.guarded and option.length >= _LEAST_SHAPED]
        if not guarded or DATE.match(self.view.plain, options[0].start):
            return None
        said = any(cue.kind == kinds.IDENTITY and cue.gap <= 8 for cue in announced[:1])
        for option in reversed(guarded):
            kind = by_shape(option.digits)
            if kind is not None and option.sound and (option.even or (said and kind == kinds.IDENTITY)):
                return option, kind
        return None

    def _counted(self, option: Window) -> bool:
        """Whether it counts something: `10-20 ký tự`, `120 giây`."""
        return max(option.groups) <= 3 and option.length <= 6 and _UNIT.match(self.view.plain, option.end) is not None

    def _foreign_phone(self, option: Window) -> bool:
        before = self.view.plain[max(0, option.start - 2) : option.start].strip("( ")
        return before == "+" and 8 <= option.length <= 15 and not is_phone(option.digits)

    def _on_letters(self, option: Window) -> bool:
        """Whether it is the tail of a code such as `PE01000123456`."""
        return option.start > 0 and self.view.plain[option.start - 1].isalpha() and not self.cues.ends_at(option.start)

    def _is_old_identity(self, option: Window) -> bool:
        calls = all(atom.digits in _EMERGENCY for atom in option.atoms)
        return option.spoken or (option.groups in ((9,), (3, 3, 3), (1,) * 9) and not calls)

    def _is_spoken_of_as_otp(self, option: Window) -> bool:
        if option.digits.endswith("000") or is_date(option.digits):
            return False
        if option.length == _USUAL_OTP and self._speaks_of_otp(option):
            return True
        if option.length == _SMART_OTP and option.single:
            return self.cues.any(kinds.OTP)
        if 4 <= option.length < _USUAL_OTP and option.single and self._was_sent(option):
            return True
        told = 4 <= option.length <= _SMART_OTP and option.single and not is_year(option.digits)
        return told and self._is_told(option) and (self.cues.any(kinds.OTP) or self.cues.any(WEAK_OTP))

    def _was_sent(self, option: Window) -> bool:
        """Right behind `mã`, in a message that says how it came: `bấm mã 4410 vừa nhận`."""
        cues = self.cues.before(option.start)[:1]
        named = bool(cues) and cues[0].kind in (WEAK_OTP, kinds.OTP) and cues[0].gap == 0
        return (
            named
            and _CODE.search(self.view.plain[: option.start]) is not None
            and not is_year(option.digits)
            and _SENT.search(self.view.plain) is not None
        )

    def _is_told(self, option: Window) -> bool:
        """Whether it was read out or typed in: `tôi đọc 2846 cho nó`."""
        return _TOLD.search(self.view.plain[max(0, option.start - _TOLD_WITHIN) : option.start]) is not None

    def _speaks_of_otp(self, option: Window) -> bool:
        """Whether a one-time code is named anywhere, or these six digits are the whole message."""
        whole = (option.whole or option.single) and (option.single or option.groups in _OTP_GROUPS or option.spoken)
        return whole and (self.cues.any(kinds.OTP) or (not self.asked and self._is_all(option)))

    def _is_all(self, option: Window) -> bool:
        rest = self.view.plain[: option.start] + self.view.plain[option.end :]
        return not any(char.isalnum() for char in rest)
