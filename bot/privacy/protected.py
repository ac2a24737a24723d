"""Numbers that are never personal: dates, amounts, laws, procedures, hotlines, links. They are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.claims import Spans, merged
from bot.privacy.kinds import PLACEHOLDER
from bot.privacy.view import View

_START = r"(?<![a-z0-9])(?<![0-9][./-])"
_END = r"(?![0-9])(?![./-][0-9])"
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
_CURRENCY = r"(?:dong(?! (?:nai|thap|hoi|xoai|da))|vnd|d|₫)(?![a-z0-9])"

DATE = re.compile(rf"{_START}{_DAY} ?[/.-] ?{_MONTH} ?[/.-] ?{_YEAR}{_END}")
"""A full date in figures, day first."""

_BEYOND_DOUBT = [
    PLACEHOLDER.pattern,
    # laws: 134/2025/QH15, 69/2024/NĐ-CP, 5230/QĐ-BCA-C06, 01-KH/BCĐTW
    rf"(?<![a-z0-9/])[0-9]{{1,5}}/{_YEAR}/[a-z]{{2,8}}[0-9]{{0,2}}(?:-[a-z0-9]{{1,12}}){{0,4}}(?![a-z0-9])",
    r"(?<![a-z0-9/])[0-9]{1,5}[/-][a-z]{2,8}(?:[/-][a-z0-9]{1,12}){1,4}(?![a-z0-9])",
    # dossiers: H18.12-250915-0001, 000.00.18.H26-241209-0001; a whole procedure code: 1.001193.000.00.00.H18
    r"(?<![a-z0-9.])(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?[a-z][0-9]{2}(?:\.[0-9]{1,3}){0,3}"
    r"-[0-9]{6}-[0-9]{4,6}(?![0-9])",
    r"(?<![a-z0-9.])[1-9]\.[0-9]{6}\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[a-z][0-9]{2}(?![0-9])",
    # the public-service centre of Hà Nội on Zalo, as its guide says
    r"(?<![0-9])0768[ .]?221[ .]?221(?![0-9])(?![ .-][0-9])",
]
_FIGURES = [
    DATE.pattern,
    rf"{_START}{_YEAR}[/.-]{_MONTH}[/.-]{_DAY}{_END}",
    rf"{_START}{_DAY}/{_MONTH}{_END}",
    rf"{_START}{_MONTH}[/-]{_YEAR}{_END}",
    rf"{_START}{_YEAR}[/-]{_MONTH}{_END}",
    rf"{_START}[0-9]{{1,5}}/{_YEAR}{_END}",
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])",
    rf"{_START}[1-9]\.[0-9]{{6}}{_END}",
    # hotlines: 1900 0368, 18001096, 024.1022
    r"(?<![0-9])(?<![0-9][ .-])1[89]00(?:[ .-]?[0-9x]){2,6}(?![0-9])(?![ .-][0-9]{3})",
    r"(?<![0-9.])02[0-9]{1,2}[ .]?1022(?![0-9])",
    # amounts: 2.000.000 đ, 1,500,000; with a unit: 500k, 5 triệu, 22000 đồng, 2tr5
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})*\.000(?![0-9])(?![.,][0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})*,000(?![0-9])(?![.,][0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?: 000){1,3}(?![0-9])",
    rf"(?<![0-9.,])[1-9][0-9]{{0,2}}(?:[., ][0-9]{{3}}){{0,4}} ?{_CURRENCY}",
    rf"(?<![0-9.,])[1-9][0-9]{{0,10}}00 ?{_CURRENCY}",
    r"(?<![0-9.,])[1-9][0-9]{0,4}(?:[.,][0-9]{1,3})? ?(?:k|nghin|ngan|tr|trieu|ty|ti|usd|%)(?![a-z])",
    r"(?<![a-z0-9])[1-9][0-9]{0,3}(?:tr|ty|k)[0-9]{1,3}(?![0-9])",
    # versions: bản 2.1.15, v2.2.4
    r"(?:(?<![a-z])(?:ban|version|ver|v|ios|android) ?)[0-9]{1,3}(?:\.[0-9]{1,4}){1,3}(?![0-9])",
]
_HARD = re.compile("(?=[0-9<]|[a-z][0-9])(?:" + "|".join(_BEYOND_DOUBT) + ")")
_SOFT = re.compile("(?=[0-9]|ban|v|ios|and)(?:" + "|".join(_FIGURES) + ")")
_WORD = re.compile(r"\S+")
_IN_LINK = re.compile(r"(?<=[/=:?&+])(?:0[35789][0-9]{8}|84[35789][0-9]{8}|0[0-9]{11})(?![0-9a-z])")


def untouchable(view: View) -> Spans:
    """Spans of the folded text that hold no personal number at all: placeholders, links, laws, dossiers; sorted."""
    spans = [found.span() for found in _HARD.finditer(view.plain)]
    for start, end in _links(view):
        spans += _around(start, end, [found.span() for found in _IN_LINK.finditer(view.plain, start, end)])
    return merged(spans)


def guarded(view: View) -> Spans:
    """Spans that read as a date, an amount, a hotline…: personal only when a whole ID or phone number covers them."""
    return [found.span() for found in _SOFT.finditer(view.plain)]


def _links(view: View) -> Iterator[tuple[int, int]]:
    if "/" not in view.plain and "www." not in view.plain:
        return
    for word in _WORD.finditer(view.plain):
        text = word.group()
        host = text.partition("/")[0]
        if "://" in text or text.startswith("www.") or ("/" in text and "." in host and not host[0].isdigit()):
            yield word.span()


def _around(start: int, end: int, holes: Spans) -> Spans:
    edges = [start, *(edge for hole in holes for edge in hole), end]
    return [(left, right) for left, right in zip(edges[::2], edges[1::2], strict=True) if left < right]
