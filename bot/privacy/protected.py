"""Numbers that are never personal: dates, amounts, laws, procedures, hotlines, links. They are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.kinds import PLACEHOLDER
from bot.privacy.view import View

_START = r"(?<![a-z0-9])(?<![0-9][./-])"
_END = r"(?![0-9])(?![./-][0-9])"
_DATE = r"(?:0?[1-9]|[12][0-9]|3[01]) ?[/.-] ?(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:19|20)[0-9]{2}"

DATE = re.compile(rf"{_START}{_DATE}{_END}")
"""A full date in figures, day first."""

_PATTERNS = [
    DATE.pattern,
    rf"{_START}(?:19|20)[0-9]{{2}}[/.-](?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12][0-9]|3[01]){_END}",
    rf"{_START}(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2]){_END}",
    rf"{_START}(?:0?[1-9]|1[0-2])[/-](?:19|20)[0-9]{{2}}{_END}",
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])",
    # laws: 134/2025/QH15, 69/2024/NĐ-CP, 5230/QĐ-BCA-C06, 01-KH/BCĐTW
    r"(?<![a-z0-9/])[0-9]{1,5}/(?:19|20)[0-9]{2}(?:/[a-z]{2,8}[0-9]{0,2}(?:-[a-z0-9]{1,12}){0,4})?(?![a-z0-9])",
    r"(?<![a-z0-9/])[0-9]{1,5}[/-][a-z]{2,8}(?:[/-][a-z0-9]{1,12}){1,4}(?![a-z0-9])",
    # procedures: 1.000110, 1.001193.000.00.00.H18; dossiers: H18.12-250915-0001, 000.00.18.H26-241209-0001
    r"(?<![a-z0-9.])[1-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}(?:\.[a-z][0-9]{2})?)?(?![0-9])",
    r"(?<![a-z0-9.])(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?[a-z][0-9]{2}(?:\.[0-9]{1,3}){0,3}-[0-9]{6}-[0-9]{4,6}(?![0-9])",
    # hotlines
    r"(?<![0-9])(?<![0-9][ .-])1[89]00(?:[ .-]?[0-9x]){2,6}(?![0-9])(?![ .-][0-9]{3})",
    r"(?<![0-9.])02[0-9]{1,2}[ .]?1022(?![0-9])",
    # amounts: 2.000.000 đ, 1,500,000; with a unit: 500k, 5 triệu, 22000 đồng
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})*\.000(?![0-9])(?![.,][0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})*,000(?![0-9])(?![.,][0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?: 000){1,3}(?![0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[., ][0-9]{3}){0,4} ?(?:dong(?! (?:nai|thap|hoi|xoai|da))|vnd|d|₫)(?![a-z0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,10}00 ?(?:dong|vnd|d|₫)(?![a-z0-9])",
    r"(?<![0-9.,])[1-9][0-9]{0,4}(?:[.,][0-9]{1,3})? ?(?:k|nghin|ngan|tr|trieu|ty|ti|usd|%)(?![a-z])",
    r"(?<![a-z0-9])[1-9][0-9]{0,3}(?:tr|ty|k)[0-9]{1,3}(?![0-9])",
    # versions: bản 2.1.15, v2.2.4
    r"(?:(?<![a-z])(?:ban|version|ver|v|ios|android) ?)[0-9]{1,3}(?:\.[0-9]{1,4}){1,3}(?![0-9])",
]
_PROTECTED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_WORD = re.compile(r"\S+")
_IN_LINK = re.compile(r"(?<=[/=:?&+])(?:0[35789][0-9]{8}|84[35789][0-9]{8}|0[0-9]{11})(?![0-9a-z])")


def protected(view: View) -> list[tuple[int, int]]:
    """Spans of the folded text that no rule for numbers may touch, sorted and apart."""
    spans = [found.span() for found in PLACEHOLDER.finditer(view.plain)]
    for link_start, link_end in links(view):
        spans += _around(link_start, link_end, [found.span() for found in _IN_LINK.finditer(view.plain, link_start, link_end)])
    spans += [found.span() for found in _PROTECTED.finditer(view.plain)]
    return _merged(spans)


def links(view: View) -> Iterator[tuple[int, int]]:
    """Where addresses of web pages stand in the folded text."""
    if "/" not in view.plain and "www." not in view.plain:
        return
    for word in _WORD.finditer(view.plain):
        text = word.group()
        host = text.partition("/")[0]
        if "://" in text or text.startswith("www.") or ("/" in text and "." in host and not host[0].isdigit()):
            yield word.span()


def _around(start: int, end: int, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = [start, *(edge for hole in holes for edge in hole), end]
    return [(left, right) for left, right in zip(edges[::2], edges[1::2]) if left < right]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
