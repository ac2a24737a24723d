"""A payment as a picture and as a printed sheet, and the addresses under which both can be fetched for a while.

Nothing is stored: an address holds the payment itself, encrypted, and the picture is drawn anew whenever it is asked
for.
"""

from __future__ import annotations

from typing import Optional

from bot.messages import Payment
from bot.qr.making import MadeCode, make
from bot.qr.payment import PaymentRequest
from bot.sealing import Seal

ABOUT = "payment codes"
"""What bot.sealing.Seal is told they are about."""

FETCHED_WITHIN = 3600
"""Seconds an address is good for: long enough to print, short enough not to be found on a shared computer."""

PICTURE, SHEET = "ma-qr.png", "ma-qr.pdf"
"""The names of the files."""

CAPTION = "Mã QR nhận tiền của bác"


def made(payment: Payment) -> MadeCode:
    """The payment's code, read back and compared. Raises PaymentError and MakingError (bot.qr.making)."""
    return make(PaymentRequest(payment.bin, payment.account, payment.amount, payment.note))


def picture(payment: Payment) -> bytes:
    """The code as a PNG."""
    return made(payment).png


def sheet(payment: Payment) -> bytes:
    """The A6 page as a PDF."""
    from bot.qr.sheet import make_sheet  # its library takes a third of a second, which no start should wait for

    return make_sheet(made(payment))


class Addresses:
    """Where a payment's code can be fetched from, below `public_url` (empty: below the page's own address)."""

    def __init__(self, key: bytes, public_url: str = "") -> None:
        self._seal = Seal(key, ABOUT)
        self._public_url = public_url

    def of(self, payment: Payment, name: str) -> str:
        """The address of the picture or the sheet."""
        amount = "" if payment.amount is None else str(payment.amount)
        sealed = self._seal.close(payment.bin, payment.account, amount, payment.note or "")
        return f"{self._public_url}/qr/{sealed}/{name}"

    def read(self, sealed: str) -> Optional[Payment]:
        """The payment in an address; None when it is not ours, or too old."""
        found = self._seal.open(sealed, within=FETCHED_WITHIN)
        if found is None or len(found) != 4:
            return None
        number, account, amount, note = found
        return Payment(number, account, int(amount) if amount else None, note or None)
