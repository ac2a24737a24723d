from __future__ import annotations

import io
import re
from functools import lru_cache

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.qr.making import make, payment_text
from bot.qr.payment import PaymentRequest
from bot.qr.reading import read_codes
from bot.qr.sheet import HEIGHT, LOOK_FIRST, WIDTH, make_sheet

FULL = PaymentRequest("970436", "1234567890123456789", 1_250_000, "Tien hang thang 11 cho Ut")
SHORT = PaymentRequest("970405", "3180205123456")


@lru_cache
def sheet(request: PaymentRequest) -> bytes:
    return make_sheet(make(request))


@pytest.mark.parametrize("request_", [FULL, SHORT])
def test_the_code_on_the_sheet_can_be_scanned(request_: PaymentRequest) -> None:
    with pypdfium2.PdfDocument(sheet(request_)) as document:
        assert len(document) == 1
        assert [round(side * 25.4 / 72) for side in document[0].get_size()] == [WIDTH, HEIGHT]
        printed = document[0].render(scale=150 / 72, grayscale=True).to_pil()
    file = io.BytesIO()
    printed.save(file, "PNG")
    assert [code.text for code in read_codes(file.getvalue())] == [payment_text(request_)]


def test_the_sheet_says_everything_with_its_diacritics() -> None:
    lines = _lines(sheet(FULL))
    assert "Vietcombank" in lines
    assert "1234 5678 9012 3456 789" in lines
    assert "Số tiền: 1.250.000 đồng" in lines
    assert "Nội dung: Tien hang thang 11 cho Ut" in lines
    assert LOOK_FIRST == "Quét thử và xem đúng tên trước khi in"
    assert LOOK_FIRST in lines


def test_the_sheet_leaves_out_what_the_payer_decides() -> None:
    lines = _lines(sheet(SHORT))
    assert not [line for line in lines if line.startswith(("Số tiền", "Nội dung"))]


def test_nothing_is_cut_off_at_the_edges() -> None:
    with pypdfium2.PdfDocument(sheet(FULL)) as document:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(place) for place in range(page.count_chars())]
        wide, high = document[0].get_size()
    assert min(box[0] for box in boxes) > 10
    assert max(box[2] for box in boxes) < wide - 10
    assert min(box[1] for box in boxes) > 10
    assert max(box[3] for box in boxes) < high - 10


def test_the_file_tells_no_account_in_its_properties() -> None:
    with pypdfium2.PdfDocument(sheet(FULL)) as document:
        assert not [text for text in document.get_metadata_dict().values() if FULL.account in text]


def _lines(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    return [line.strip() for line in re.split(r"[\r\n]+", text)]
