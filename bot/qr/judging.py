"""Tells what the text of a QR code is for: money, a web page, an ID card, …"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from bot.qr.reading import FoundCode, Place
from bot.qr.vietqr import PaymentCode, is_payment, read_payment


class Kind(str, Enum):
    """What a code is for."""

    PAYMENT_STATIC = "payment_static"  # the payer types the amount
    PAYMENT_DYNAMIC = "payment_dynamic"
    PAYMENT_BAD_CRC = "payment_bad_crc"
    PAYMENT_BROKEN = "payment_broken"  # right check digits, but fields that cannot be
    PAYMENT_OTHER = "payment_other"  # sound, but not into a bank account: VNPAY-QR, wallets, abroad
    WEB_LINK = "web_link"
    APP_LINK = "app_link"
    CALL = "call"  # dials, or writes a message
    ID_CARD = "id_card"
    SECRET = "secret"  # sets up one-time passwords
    WIFI = "wifi"
    CONTACT = "contact"
    TEXT = "text"
    UNKNOWN = "unknown"


REFUSED = (Kind.ID_CARD, Kind.SECRET)
"""Kinds of which nothing is kept or told, nor of the photo they are in."""


@dataclass(frozen=True)
class Verdict:
    """What one code is; `link` is the whole address of a WEB_LINK, to be checked but never shown."""

    kind: Kind
    payment: Optional[PaymentCode] = field(default=None, repr=False)
    link: str = field(default="", repr=False)
    place: Optional[Place] = None


_ID_FIRST = re.compile(r"[0-9]{9}|[0-9]{12}|[A-Z]{2}[0-9]{13}|[0-9]{10}")
"""What begins a document's code: the number of an ID card (old 9 digits, new 12) or of a health insurance card."""
_PASSPORT = re.compile(r"(?:P[A-Z<]|I[A-Z<]|A[A-Z<]|C[A-Z<])[A-Z]{3}[A-Z0-9<]{20,}")
_WEB = re.compile(r"https?:[/\\]|\bwww\.", re.IGNORECASE)
_BARE_WEB = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_APP = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:intent|market|itms|itms-apps|bitcoin|ethereum|upi|geo|javascript|data|zalo|facetime):\S",
    re.IGNORECASE,
)
_BY_BEGINNING = (
    (re.compile(r"otpauth(?:-migration)?:", re.IGNORECASE), Kind.SECRET),
    (re.compile(r"wifi:", re.IGNORECASE), Kind.WIFI),
    (re.compile(r"mecard:|bizcard:|begin:vcard", re.IGNORECASE), Kind.CONTACT),
    (re.compile(r"(?:tel|sms|smsto|mms|mmsto|mailto|matmsg|telprompt):", re.IGNORECASE), Kind.CALL),
)


def judge_codes(codes: list[FoundCode]) -> list[Verdict]:
    """A verdict for each code of a photo, with its place."""
    return [judge(code.text, code.place) for code in codes]


def judge(text: str, place: Optional[Place] = None) -> Verdict:
    """What a code's text is; takes any text. Of an ID card and of other personal things nothing is kept."""
    plain = text.encode("utf-8", "replace").decode().strip("\ufeff \t\r\n\0")
    if is_payment(plain):
        payment = read_payment(plain)
        return Verdict(_payment_kind(payment), payment, place=place)
    kind = _personal_kind(plain)
    if kind is not None:
        return Verdict(kind, place=place)
    link = _link_in(plain)
    if link:
        return Verdict(Kind.WEB_LINK, link=link, place=place)
    return Verdict(_other_kind(plain), place=place)


def _payment_kind(payment: PaymentCode) -> Kind:
    if not payment.crc_right:
        return Kind.PAYMENT_BAD_CRC
    if not payment.sound:
        return Kind.PAYMENT_BROKEN
    if not payment.bin:
        return Kind.PAYMENT_OTHER
    return Kind.PAYMENT_DYNAMIC if payment.dynamic else Kind.PAYMENT_STATIC


def _personal_kind(text: str) -> Optional[Kind]:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) >= 4 and any(_ID_FIRST.fullmatch(part) for part in parts[:2]):
        return Kind.ID_CARD
    if _PASSPORT.match(re.sub(r"\s", "", text)):
        return Kind.ID_CARD
    return next((kind for beginning, kind in _BY_BEGINNING if beginning.match(text)), None)


def _link_in(text: str) -> str:
    """The web address that the text is, or that stands anywhere in it."""
    if _BARE_WEB.fullmatch(text):
        return text
    found = _WEB.search(text)
    return text[found.start() :].split()[0] if found else ""


def _other_kind(text: str) -> Kind:
    if _APP.match(text):
        return Kind.APP_LINK
    readable = sum(char.isprintable() or char in "\r\n\t" for char in text)
    return Kind.TEXT if text and readable == len(text) and "\ufffd" not in text else Kind.UNKNOWN
