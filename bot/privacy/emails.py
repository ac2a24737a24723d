"""Finds e-mail addresses, also those written `a còng … chấm com`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy import kinds
from bot.privacy.claims import Claim
from bot.privacy.view import View
from bot.privacy.words import words

_AT = re.compile(r" ?(?:@|[(\[] ?(?:at|a cong) ?[)\]]|(?<= )a (?:cong|vong|moc)(?= )) ?")
_DOMAIN = re.compile(
    r"[a-z0-9-]{1,63}"
    r"(?:(?:\.| \. | ?(?<![a-z0-9])[(\[]?(?:cham|dot)[)\]]? ?|\. (?=com|vn)| \.(?=com|vn))[a-z0-9-]{1,63}){1,5}"
)
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LONGEST_LOCAL = 64
_OFFICES = words(
    """hotro support lienhe contact info cskh hotline vanthu dichvucong admin noreply no-reply banbientap toasoan
    baochi tuyendung sales help webmaster congthongtin tiepcongdan tongdai bophanmotcua"""
)
"""Names in front of the @ that are an office's, not a person's."""


def emails(view: View) -> Iterator[Claim]:
    """Addresses of people; an office's (`hotro@…`) stays."""
    end = 0
    for at in _AT.finditer(view.plain):
        domain = _DOMAIN.match(view.plain, at.end())
        start = at.start()
        while start > max(end, at.start() - _LONGEST_LOCAL) and view.plain[start - 1] in _LOCAL:
            start -= 1
        if domain is None or start == at.start() or view.plain[start : at.start()] in _OFFICES:
            continue
        if re.fullmatch(r"[a-z]{2,12}", re.split(r"[. ]", domain.group())[-1]):
            end = domain.end()
            yield Claim(start, end, kinds.EMAIL)
