"""Makes a VietQR code and reads its own picture back before anybody gets to see it; all of it in memory."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import segno
from vietnam_qr_pay import QRPay  # type: ignore[import-untyped]  # it ships no types

from bot.qr.errors import MakingError
from bot.qr.payment import PaymentRequest
from bot.qr.reading import read_codes
from bot.qr.vietqr import Service, is_payment, read_payment

PIXELS_PER_MODULE = 12
QUIET_ZONE = 4
"""Modules of white around the code: ISO/IEC 18004 wants four."""


@dataclass(frozen=True)
class MadeCode:
    """A code that read back as it was asked for: its text, and its picture as PNG bytes."""

    request: PaymentRequest
    text: str = field(repr=False)
    png: bytes = field(repr=False)


def make(request: PaymentRequest) -> MadeCode:
    """The VietQR code of a payment. Raises MakingError when its picture does not say exactly what was asked for."""
    text = payment_text(request)
    png = draw(text)
    check(png, request)
    return MadeCode(request, text, png)


def payment_text(request: PaymentRequest) -> str:
    """The code's text; tag 01 is 12 with an amount, 11 without."""
    amount = None if request.amount is None else str(request.amount)
    text: str = QRPay.init_viet_qr(request.bin, request.account, amount, request.note).build()
    return text


def draw(text: str) -> bytes:
    """The code as a PNG in black and white, with 15 % of it to spare for dirt and scratches (level M or better)."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=PIXELS_PER_MODULE, border=QUIET_ZONE)
    return picture.getvalue()


def check(png: bytes, request: PaymentRequest) -> None:
    """Reads the picture and compares every field with the request. Raises MakingError with the name of the field."""
    found = [code.text for code in read_codes(png)]
    if len(found) != 1 or not is_payment(found[0]):
        raise MakingError("the picture does not hold exactly one payment code")
    code = read_payment(found[0])
    same = {
        "check digits": code.crc_right,
        "structure": code.sound and code.schemes == 1,
        "service": code.service is Service.ACCOUNT,
        "bank": code.bin == request.bin,
        "account": code.account == request.account,
        "amount": code.amount == request.amount,
        "note": code.note == (request.note or ""),
        "static or dynamic": code.dynamic == (request.amount is not None),
    }
    wrong = [name for name, right in same.items() if not right]
    if wrong:
        raise MakingError(f"the picture differs from what was asked for: {', '.join(wrong)}")
