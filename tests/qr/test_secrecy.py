"""Nothing of a picture or a code reaches a disk or a log."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.qr.checking import Kind, check_photo
from bot.qr.errors import PictureError
from bot.qr.making import make
from bot.qr.payment import PaymentRequest
from bot.qr.sheet import make_sheet
from tests.qr import photos
from tests.qr.vectors import DYNAMIC, IDENTITY_CARD

_written: list[str] = []
_watching = [False]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching[0] and event == "open":
        name, _, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            _written.append(str(name))


sys.addaudithook(_watch)


@contextmanager
def no_file_written() -> Iterator[None]:
    _written.clear()
    _watching[0] = True
    try:
        yield
    finally:
        _watching[0] = False
    assert _written == []


def test_the_watch_sees_a_file(tmp_path: Path) -> None:
    with pytest.raises(AssertionError), no_file_written():
        (tmp_path / "x").write_text("x")


def test_making_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with no_file_written():
        sheet = make_sheet(make(PaymentRequest("970436", "8642097531", 777_777, "Bi mat")))
    assert sheet.startswith(b"%PDF-")
    for secret in ("8642097531", "777777", "Bi mat", "eight", "QRIBFTTA"):
        assert secret not in caplog.text


@pytest.mark.parametrize("text", [DYNAMIC, IDENTITY_CARD])
def test_checking_leaves_no_trace(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    photo = photos.jpeg(photos.photo(photos.code_picture(text), tilt=5))
    with no_file_written():
        checked = check_photo(photo)
    assert checked.kinds in ((Kind.PAYMENT_DYNAMIC,), (Kind.ID_CARD,))
    assert repr(checked) == f"CheckedPhoto(kinds=({checked.kinds[0]!r},))"
    for secret in ("0011012345678", "180000", "001099012345", "Nguyễn"):
        assert secret not in caplog.text


def test_a_refusal_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with no_file_written(), pytest.raises(PictureError):
        check_photo(b"\x89PNG\r\n\x1a\n 8642097531")
    assert "8642097531" not in caplog.text


def test_two_codes_beside_each_other_are_told_apart() -> None:
    pair = photos.photo(photos.code_picture(DYNAMIC), photos.code_picture("https://example.com"), size=(1400, 900))
    checked = check_photo(photos.jpeg(pair))
    assert checked.kinds == (Kind.PAYMENT_DYNAMIC, Kind.WEB_LINK)
    assert "Mã bên trái: Đây là mã chuyển tiền" in checked.text
    assert "Mã bên phải: Mã này mở trang web" in checked.text
