"""The sheet to take home: a guide's steps on A5, large enough for old eyes, with a code that opens the guide again."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Optional

from fpdf import FPDF

from bot.guides import pages
from bot.guides.model import Guide
from bot.guides.walk import Answers
from bot.qr.making import draw
from bot.qr.sheet import add_fonts

WIDTH, HEIGHT, MARGIN = 148, 210, 12
"""Millimetres of ISO A5, upright."""

SIZE, HEADING, TITLE = 16, 17, 22
"""Points. Nothing on the sheet is smaller than SIZE."""

CODE_SIDE = 38
LINE = 7.6
"""Millimetres from one line of SIZE to the next."""

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


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF of as many A5 pages as it takes; its text can be selected and read out."""
    paper = _Paper(sheet.title)
    paper.write(sheet.title, TITLE, bold=True)
    for line in sheet.lines:
        paper.put(line)
    for line in sheet.contacts:
        paper.put(line)
    if sheet.link is not None:
        paper.code(sheet.code, sheet.link.words)
    return paper.pdf()


class _Paper(FPDF):
    """A5 pages with a number at the foot."""

    def __init__(self, title: str) -> None:
        super().__init__(unit="mm", format=(WIDTH, HEIGHT))
        add_fonts(self)
        self.set_title(title)
        self.set_lang("vi")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 8)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """Called by fpdf at the end of each page."""
        self.set_y(-MARGIN - 4)
        self.set_font("Roboto", "", SIZE)
        self.cell(w=0, h=LINE, text=f"Trợ lý số · trang {self.page_no()}/{{nb}}", align="C")

    def write(self, text: str, size: float, bold: bool = False) -> None:  # type: ignore[override]  # ours is simpler
        """A paragraph over the whole width."""
        self.set_font("Roboto", "B" if bold else "", size)
        self.multi_cell(w=0, h=LINE * size / SIZE, text=text, align="L", new_x="LMARGIN", new_y="NEXT")

    def put(self, line: Line) -> None:
        """One line of the sheet, with the room it needs above it."""
        if line.kind == "heading":
            if self.get_y() > HEIGHT - 3 * MARGIN - LINE:
                self.add_page()  # a heading does not stand alone at the foot
            self.ln(2)
            self.write(line.text, HEADING, bold=True)
        elif line.kind == "warning":
            self.ln(1)
            self.set_fill_color(225)
            self.set_font("Roboto", "B", SIZE)
            self.multi_cell(w=0, h=LINE, text=line.text, align="L", fill=True, border=1, new_x="LMARGIN", new_y="NEXT")
            self.ln(1)
        else:
            self.write(line.text, SIZE)

    def code(self, png: bytes, words: str) -> None:
        """The code with its words beside it, never torn apart by the end of a page."""
        if self.get_y() > HEIGHT - 2 * MARGIN - CODE_SIDE - 4:
            self.add_page()
        self.ln(4)
        top = self.get_y()
        self.image(io.BytesIO(png), x=MARGIN, y=top, w=CODE_SIDE, h=CODE_SIDE)
        self.set_xy(MARGIN + CODE_SIDE + 4, top + 4)
        self.set_font("Roboto", "B", SIZE)
        self.multi_cell(w=0, h=LINE, text=words, align="L")

    def pdf(self) -> bytes:
        """The pages as a file."""
        return bytes(self.output())
