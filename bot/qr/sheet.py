"""The printed sheet for a counter: one A6 page with the code, the bank, the account and what to look at."""

from __future__ import annotations

import io
import logging
from pathlib import Path

from fpdf import FPDF

from bot.qr.amounts import format_amount
from bot.qr.making import MadeCode
from bot.qr.payment import group_account

WIDTH, HEIGHT = 105, 148
"""Millimetres of ISO A6, upright."""
CODE_SIDE = 70
LOOK_FIRST = "Quét thử và xem đúng tên trước khi in"

# Their INFO lines list the letters and digits that stand on the sheet.
for _library in ("fontTools", "fpdf"):
    logging.getLogger(_library).setLevel(logging.WARNING)

_FONTS = Path(__file__).with_name("fonts")
_TEXT_WIDTH = WIDTH - 16


def make_sheet(code: MadeCode) -> bytes:
    """The sheet as a PDF, with the very picture that was checked; its text can be selected and read out."""
    page = _Page()
    request = code.request
    page.line("Quét mã để chuyển tiền", 9, size=16, bold=True)
    page.code(code.png, 18)
    page.line(request.bank.name, 89, size=15, bold=True)
    page.line(group_account(request.account), 97, size=24, bold=True)
    if request.amount is not None:
        page.line(f"Số tiền: {format_amount(request.amount)}", 108, size=14, bold=True)
    if request.note is not None:
        page.line(f"Nội dung: {request.note}", 115.5, size=12)
    page.line(f"Tên người nhận: {'.' * 49}", 124, size=12)
    page.line("Khách thấy đúng tên này trong app rồi mới chuyển", 131, size=10)
    page.line(LOOK_FIRST, 138, size=11, bold=True)
    return page.pdf()


def add_fonts(pdf: FPDF) -> None:
    """Roboto, upright and bold, with every letter of Vietnamese; embedded in part by what is written."""
    for style, name in (("", "Regular"), ("B", "Bold")):
        pdf.add_font("Roboto", style, _FONTS / f"Roboto-{name}-vi.ttf")


class _Page:
    """One page on which every line is centred and never wider than the page."""

    def __init__(self) -> None:
        self._pdf = FPDF(unit="mm", format=(WIDTH, HEIGHT))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title("Mã QR nhận tiền")
        self._pdf.set_lang("vi")
        add_fonts(self._pdf)
        self._pdf.add_page()

    def line(self, text: str, top: float, size: float, bold: bool = False) -> None:
        """A line of `size` points, `top` millimetres from above; smaller when it would not fit."""
        self._pdf.set_font("Roboto", "B" if bold else "", size)
        wide = self._pdf.get_string_width(text)
        if wide > _TEXT_WIDTH:
            self._pdf.set_font_size(size * _TEXT_WIDTH / wide)
        self._pdf.set_xy(0, top)
        self._pdf.cell(w=WIDTH, text=text, align="C")

    def code(self, png: bytes, top: float) -> None:
        """The code, in the middle."""
        self._pdf.image(io.BytesIO(png), x=(WIDTH - CODE_SIDE) / 2, y=top, w=CODE_SIDE, h=CODE_SIDE)

    def pdf(self) -> bytes:
        """The page as a file."""
        return bytes(self._pdf.output())
