"""What a number can be by its digits alone: an ID, a phone number, a bank card."""

from __future__ import annotations

import re
from typing import Optional

from bot.privacy import kinds

_PHONE = re.compile(
    r"0[35789][0-9]{8}"  # mobile
    r"|01[0-9]{9}"  # mobile until 2018
    r"|02[0-9]{9}|069[0-9]{7}"  # landline, police and army
    r"|(?:00)?840?(?:[35789][0-9]{8}|2[0-9]{9})"
)
_CARD = re.compile(r"9704[0-9]{12}(?:[0-9]{3})?")
_WORLD_CARD = re.compile(r"[2-6][0-9]{15}|3[47][0-9]{13}")
IDENTITY_DIGITS = 12
OLD_IDENTITY_DIGITS = 9


def by_shape(digits: str) -> Optional[str]:
    """The kind these digits are beyond reasonable doubt, or None."""
    if is_card(digits):
        return kinds.CARD
    if is_phone(digits):
        return kinds.PHONE
    if len(digits) == IDENTITY_DIGITS and digits[0] == "0":
        return kinds.IDENTITY
    return None


def is_phone(digits: str) -> bool:
    """Whether they are a Vietnamese phone number, with 0 or 84 in front."""
    return _PHONE.fullmatch(digits) is not None


def is_card(digits: str) -> bool:
    """A domestic card by its prefix 9704 (16 or 19 digits), any other by its check digit."""
    return _CARD.fullmatch(digits) is not None or (_WORLD_CARD.fullmatch(digits) is not None and luhn(digits))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of card numbers."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(two // 10 + two % 10 for two in doubled)) % 10 == 0


def is_date(digits: str) -> bool:
    """Eight digits that read as day, month and year."""
    return re.fullmatch(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}", digits) is not None


def is_year(digits: str) -> bool:
    """1900 to 2099."""
    return re.fullmatch(r"(?:19|20)[0-9]{2}", digits) is not None
