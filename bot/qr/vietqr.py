"""Reads the text of a payment code (EMVCo, VietQR by NAPAS), trusting nothing in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from bot.qr.tlv import BrokenFields, crc_is_right, split_fields

NAPAS = "A000000727"
"""The application that tag 38 names for VietQR."""

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.0{0,2})?")
_SCHEMES = [f"{tag:02d}" for tag in range(2, 52)]
"""Tags of who is paid: 02 to 25 for card companies, 26 to 51 for everybody else."""


class Service(str, Enum):
    """What VietQR is asked for (tag 38-02)."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"
    MERCHANT = "QRPUSH"
    CASH = "QRCASH"
    OTHER = ""


@dataclass(frozen=True)
class PaymentCode:
    """What a payment code says. Its maker wrote it: none of it is proven, and none of it belongs in a log.

    `account` is the number of an account, a card or a shop, as `service` says; `amount` is in đồng; `sound` is False
    when the check digits are wrong, the fields are broken, or a field has a value that it cannot have.
    `schemes` counts the payment systems that the code is for; `bin` is empty when VietQR is none of them.
    """

    sound: bool
    crc_right: bool
    dynamic: bool = False
    bin: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    service: Service = Service.OTHER
    amount: Optional[int] = field(default=None, repr=False)
    note: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    schemes: int = 0


def is_payment(text: str) -> bool:
    """Whether it begins as every EMVCo payment code does: tag 00, version 01."""
    return text.startswith("000201")


def read_payment(text: str) -> PaymentCode:
    """The fields of a text that `is_payment`; what cannot be read is left empty."""
    crc_right = crc_is_right(text)
    try:
        fields = split_fields(text)
        target = split_fields(fields["38"]) if "38" in fields else {}
        napas = target.get("00") == NAPAS
        payee = split_fields(target.get("01", "")) if napas else {}
        more = split_fields(fields.get("62", ""))
    except BrokenFields:
        return PaymentCode(sound=False, crc_right=crc_right)
    number, account = payee.get("00", ""), payee.get("01", "")
    amount = _AMOUNT.fullmatch(fields.get("54", ""))
    fitting = (
        not napas or (_BIN.fullmatch(number) and _ACCOUNT.fullmatch(account)),
        "54" not in fields or amount,
        fields.get("53") == "704" or not napas,
        fields.get("01", "11") in ("11", "12"),
        next(iter(fields)) == "00" and list(fields)[-1] == "63",
    )
    return PaymentCode(
        sound=crc_right and all(fitting),
        crc_right=crc_right,
        dynamic=fields.get("01") == "12",
        bin=number if _BIN.fullmatch(number) else "",
        account=account if _ACCOUNT.fullmatch(account) else "",
        service=_service(target.get("02", Service.ACCOUNT.value)),
        amount=int(amount[1]) if amount else None,
        note=more.get("08", ""),
        name=fields.get("59", ""),
        schemes=sum(tag in fields for tag in _SCHEMES),
    )


def _service(name: str) -> Service:
    return Service(name) if name in {service.value for service in Service} else Service.OTHER
