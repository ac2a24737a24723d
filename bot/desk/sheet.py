"""The sheet to take home: a guide's steps on A5, large enough for old eyes, with a code that opens the guide again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Optional

from bot.guides import pages
from bot.guides.model import Guide
from bot.guides.walk import Answers
from bot.qr.making import draw

_NUMBERED = re.compile(r"^(?:\d+\.|•) ")


@dataclass(frozen=True)
class Link:
    """What the code on the sheet opens: an address, and the name of the app it opens in."""

    url: str
    app: str

    @property
    def words(self) -> str:
        """What stands beside the code."""
        return f"Quét mã này bằng điện thoại để mở lại bài trong {self.app}."


@dataclass(frozen=True)
class Line:
    """One line of the sheet: `kind` is `heading`, `warning` or `words`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """What stands on it."""

    title: str
    lines: tuple[Line, ...]
    contacts: tuple[Line, ...]
    link: Optional[Link]

    @property
    def code(self) -> bytes:
        """The picture of the code as PNG. Raises ValueError without a link."""
        if self.link is None:
            raise ValueError("a sheet without a link has no code")
        return draw(self.link.url)


def sheet_of(guide: Guide, answers: Answers, day: date, link: Optional[Link]) -> Sheet:
    """The sheet for somebody on this way through the guide: what the bot says, line by line."""
    whole = pages.whole(guide, answers, day).text
    contacts = pages.contacts(guide, answers, "Vướng thì hỏi:").text
    return Sheet(guide.title, tuple(map(_line, _lines(whole))), tuple(map(_line, _lines(contacts))), link)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _line(text: str) -> Line:
    if text.startswith("⚠️ "):
        return Line("warning", f"Chú ý: {text.removeprefix('⚠️ ')}")
    if text == "Vướng thì hỏi:" or (_NUMBERED.match(text) and not text.startswith("•")):
        return Line("heading", text)
    return Line("words", text.replace("💡 ", "Mẹo: "))
