"""Finds dates of birth that stand beside a name or a number of the same person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy import kinds
from bot.privacy.claims import Claim
from bot.privacy.protected import DATE
from bot.privacy.view import View

_SPELT = r"(?:ngay )?[0-9]{1,2} thang [0-9]{1,2} nam (?:19|20)[0-9]{2}(?![0-9])"
_BORN = re.compile(
    r"(?<![a-z])(?:ngay(?: thang)?(?: nam)? sinh|sinh(?: ngay| vao)?|nam sinh|ns|sn|dob)"
    rf"(?: cua (?:toi|em|con|chau|minh|me|ba|bo))?(?: la)? ?:? ?(?P<date>{DATE.pattern}|{_SPELT})"
)
_NAME = re.compile(
    r"(?<![a-z])(?:ho (?:va )?ten|(?:toi|em|con|chau|minh|ba|me|bo|bac|co|chu|ong) ten"
    r"|ten (?:la|toi|em|con|chau|day du|khai sinh)|ten:|^ten (?!gi|nao|dang|cua|trong|tren))(?! gi)"
)
_OF_A_PERSON = kinds.KINDS - {kinds.OTP, kinds.LONG_NUMBER, kinds.CARD_CODE}


def births(view: View, claims: list[Claim]) -> Iterator[Claim]:
    """Full dates after a word of birth, when the message names a person too; alone, a birth date says nothing."""
    named = _NAME.search(view.plain) or any(claim.kind in _OF_A_PERSON for claim in claims) or _placed(view)
    if named:
        for found in _BORN.finditer(view.plain):
            yield Claim(*found.span("date"), kinds.BIRTH)


def _placed(view: View) -> bool:
    return any(found.group()[1:-1] in _OF_A_PERSON for found in kinds.PLACEHOLDER.finditer(view.plain))
