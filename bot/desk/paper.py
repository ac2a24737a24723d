"""The sheet to take home as a PDF.

Imported where one is made: the library takes a third of a second to load, which no start should wait for.
"""

from __future__ import annotations

import io

from fpdf import FPDF

from bot.desk.sheet import Line, Sheet
from bot.qr.sheet import add_fonts

WIDTH, HEIGHT, MARGIN = 148, 210, 12
"""Millimetres of ISO A5, upright."""

SIZE, HEADING, TITLE = 16, 17, 22
"""Points. Nothing on the sheet is smaller than SIZE."""

CODE_SIDE = 38
LINE = 7.6
"""Millimetres from one line of SIZE to the next."""


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
