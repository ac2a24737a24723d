"""One rule a kind: which of the candidate windows is the number that a cue announces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from bot.privacy import kinds
from bot.privacy.cues import WEAK_ACCOUNT, WEAK_OTP, Announced
from bot.privacy.shapes import IDENTITY_DIGITS, OLD_IDENTITY_DIGITS, by_shape, is_card, is_date, is_phone, is_year
from bot.privacy.windows import LONGEST, Window

Found = Optional[tuple[Window, str]]
Rule = Callable[[list[Window], Announced], Found]


def identity(options: list[Window], cue: Announced) -> Found:
    """12 digits, or the 9 of the old card; with a slip of the finger 8 to 13, written in one piece or from a 0."""
    if cue.gap > 8:
        return None
    for length in (IDENTITY_DIGITS, OLD_IDENTITY_DIGITS):
        for option in options:
            if option.length == length and not option.years and not option.frayed:
                return option, kinds.IDENTITY
    slips = [option for option in options if 8 <= option.length <= 13 and (option.single or option.whole)]
    for option in reversed(slips):
        clear = option.single or option.digits[0] == "0"
        if clear and cue.gap <= 4 and not is_phone(option.digits) and not is_date(option.digits):
            return option, kinds.IDENTITY
    return None


def phone(options: list[Window], cue: Announced) -> Found:
    """A phone number by its shape; else 7 to 11 digits, for local numbers and slips."""
    for option in reversed(options):
        if is_phone(option.digits):
            return option, kinds.PHONE
    if cue.gap > 5 or any(by_shape(option.digits) for option in options):
        return None
    for option in reversed(options):
        if 7 <= option.length <= 11 and (option.single or option.whole) and not _amount(option) and not option.frayed:
            return None if option.years or is_date(option.digits) else (option, kinds.PHONE)
    return None


def otp(options: list[Window], cue: Announced) -> Found:
    """Six digits within ten words, four to eight right behind."""
    if any(by_shape(option.digits) and option.sound for option in options):
        return None
    fitting = [option for option in options if 4 <= option.length <= 8 and _is_code(option, cue)]
    fitting = [option for option in fitting if cue.gap <= 4 or (option.length == 6 and cue.gap <= 10)]
    return _best(fitting, 6, kinds.OTP)


def weak_otp(options: list[Window], cue: Announced) -> Found:
    """Behind a mere `mã`: six digits within five words; four to eight only after `mã là`."""
    if cue.gap > 5 or any(by_shape(option.digits) for option in options):
        return None
    lengths = {6, *((4, 5, 7, 8) if cue.linked and cue.gap <= 1 else ())}
    fitting = [option for option in options if option.length in lengths and (option.single or option.whole)]
    return _best([option for option in fitting if _is_code(option, cue)], 6, kinds.OTP)


def card(options: list[Window], cue: Announced) -> Found:
    """13 to 19 digits, or 12 when they cannot be an ID."""
    if cue.gap > 6:
        return None
    for option in reversed(options):
        if 13 <= option.length <= LONGEST or (option.length == 12 and option.digits[0] != "0"):
            return option, kinds.CARD
    return None


def card_code(options: list[Window], cue: Announced) -> Found:
    """Three or four digits on their own."""
    fitting = [option for option in options if option.length in (3, 4) and option.whole]
    return (fitting[0], kinds.CARD_CODE) if fitting and cue.gap <= 4 else None


def account(options: list[Window], cue: Announced) -> Found:
    """Six to nineteen digits; a card's number stays a card's."""
    for option in reversed(options):
        if is_card(option.digits):
            return option, kinds.CARD
    if cue.gap > 7:
        return None
    for option in options:
        if cue.gap > 3 and is_phone(option.digits):
            return option, kinds.PHONE
    fitting = [option for option in options if _is_account(option, 6 if cue.gap <= 3 else 8)]
    if fitting and len(fitting[0].atoms) == 1 and fitting[0].length >= 8:
        return fitting[0], kinds.ACCOUNT
    return (fitting[-1], kinds.ACCOUNT) if fitting else None


def weak_account(options: list[Window], cue: Announced) -> Found:
    """Behind a bank's name or `tk`: eight digits and more, that are not an ID."""
    if cue.gap > 3 or any(by_shape(option.digits) in (kinds.IDENTITY, kinds.CARD) for option in options):
        return None
    fitting = [option for option in options if _is_account(option, 8)]
    if fitting and cue.gap > 1 and is_phone(fitting[0].digits):
        return fitting[0], kinds.PHONE
    if fitting and fitting[0].single:
        return fitting[0], kinds.ACCOUNT
    return (fitting[-1], kinds.ACCOUNT) if fitting else None


def insurance(options: list[Window], cue: Announced) -> Found:
    """The 10 digits of the social-insurance number, or the 13 behind the two letters of a card."""
    if cue.gap > 6:
        return None
    for option in reversed(options):
        if option.length in (10, 13) and not option.years and not (cue.gap > 2 and is_phone(option.digits)):
            return option, kinds.INSURANCE
    return None


def tax(options: list[Window], cue: Announced) -> Found:
    """10 digits, 13 for a branch, 12 where the ID number took over."""
    if cue.gap > 6:
        return None
    fitting = [option for option in options if option.length in (10, 12, 13) and not option.years]
    return (fitting[-1], kinds.TAX) if fitting else None


RULES: dict[str, Rule] = {
    kinds.IDENTITY: identity,
    kinds.PHONE: phone,
    kinds.OTP: otp,
    WEAK_OTP: weak_otp,
    kinds.CARD: card,
    kinds.CARD_CODE: card_code,
    kinds.ACCOUNT: account,
    WEAK_ACCOUNT: weak_account,
    kinds.INSURANCE: insurance,
    kinds.TAX: tax,
}


def _best(fitting: list[Window], length: int, kind: str) -> Found:
    whole = [option for option in fitting if option.whole]
    usual = [option for option in fitting if option.length == length]
    single = [option for option in fitting if option.single]
    choice = (whole or usual or single or fitting)[:1]
    return (choice[0], kind) if choice else None


def _is_code(option: Window, cue: Announced) -> bool:
    if option.frayed or any("/" in atom.tied for atom in option.atoms[1:]):
        return False
    if cue.linked:
        return True
    return not (
        _amount(option)
        or is_date(option.digits)
        or (is_year(option.digits) and (cue.gap > 0 or option.digits > "2014"))
        or (option.length == 7 and option.digits[1:3] == "00")
    )


def _is_account(option: Window, least: int) -> bool:
    return least <= option.length <= LONGEST and not option.years and not option.frayed and not _amount(option)


def _amount(option: Window) -> bool:
    return option.length <= 11 and option.digits[0] != "0" and option.digits.endswith("000")
