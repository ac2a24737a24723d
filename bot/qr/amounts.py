"""Amounts of money as citizens write them: `50k`, `1tr2`, `1.200.000đ`, `hai trăm nghìn`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from bot.qr.errors import PaymentError
from bot.qr.numerals import WORDS, read_numeral
from bot.text import strip_diacritics

LARGEST_AMOUNT = 10**13 - 1
"""Đồng: tag 54 holds at most 13 characters."""

UNCLEAR = "Cháu chưa rõ số tiền. Bác gõ bằng chữ số giúp cháu, ví dụ: 50000, 50k, hoặc 1tr2."
NOT_POSITIVE = "Số tiền phải lớn hơn 0. Bác gõ lại giúp cháu."
TOO_LARGE = "Số tiền lớn quá, mã không chứa được. Bác xem lại giúp cháu."

_UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "ng": 1000, "k": 1000,
          "dong": 1, "vnd": 1, "d": 1}  # fmt: skip  # a table
_POLITE = re.compile(r"\b(?:a|nhe|nha|so tien|tien|gia|la|chan)\b")
_GROUP = re.compile(
    r" *(?P<spelled>#)?(?P<number>\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*(?!\d)|\d+[.,]\d{1,2}(?!\d)|\d+)"
    rf" *(?P<unit>{'|'.join(_UNITS)})?(?P<half> *ruoi)?(?:(?<=[a-z]) *(?:dong|vnd|d))?(?![a-z])",
    re.ASCII,
)
_ZEROS = {"tram": "00", "chuc": "0"}
_COUNTED = re.compile(r"(?<![0-9])([0-9]) *(tram|chuc)\b")
_LONGEST_TEXT = 100


@dataclass(frozen=True)
class _Group:
    """A number and the unit behind it in đồng, 0 when none is written; `spelled` when it was written in words."""

    digits: str
    unit: int
    half: bool
    spelled: bool
    grouped: bool

    @property
    def value(self) -> Decimal:
        """The number alone."""
        return Decimal(self.digits)


def parse_amount(text: str) -> int:
    """Đồng, of 1 to 13 digits. Raises PaymentError, also for what can be meant in two ways."""
    groups = _groups(_in_digits(text)) if len(text) <= _LONGEST_TEXT else []
    if not groups:
        raise PaymentError(UNCLEAR)
    total, larger = Decimal(0), 0
    for group in groups:
        if larger == 1:
            raise PaymentError(UNCLEAR)
        total += _worth(group, larger)
        larger = 1 if group.half or not group.unit else group.unit
    return _checked(total)


def format_amount(amount: int) -> str:
    """`1.200.000 đồng`."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def _in_digits(text: str) -> str:
    """Folded, with numbers in words as `#200`."""
    plain = strip_diacritics(unicodedata.normalize("NFKC", text)).lower().replace("₫", "d")
    plain = _COUNTED.sub(lambda found: f"#{found[1]}{_ZEROS[found[2]]}", plain)
    words = " ".join(_POLITE.sub(" ", plain).strip(" .!").split()).split(" ")
    parts: list[str] = []
    for numeral, run in groupby(words, key=WORDS.__contains__):
        if numeral:
            number = read_numeral(list(run))
            if number is None:
                raise PaymentError(UNCLEAR)
            parts.append(f"#{number}")
        else:
            parts += run
    return " ".join(parts)


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    at = 0
    while at < len(text):
        match = _GROUP.match(text, at)
        if match is None:
            raise PaymentError(UNCLEAR)
        mark = match["mark"]
        digits = match["number"].replace(mark, "") if mark else match["number"].replace(",", ".")
        unit = _UNITS[match["unit"]] if match["unit"] else 0
        groups.append(_Group(digits, unit, bool(match["half"]), bool(match["spelled"]), bool(mark)))
        at = match.end()
    return groups


def _worth(group: _Group, larger: int) -> Decimal:
    """What a group adds after one in `larger` đồng; `larger` is 0 for the first."""
    if not group.unit and larger and group.value < 1000 and not group.half:
        return _tail(group, larger)
    leading_zero = re.match("0[0-9]", group.digits) is not None  # a telephone number, not an amount
    # `1.250 triệu` may be meant as 1,25.
    many = group.grouped and (group.unit >= 10**6 or (group.unit > 1 and group.value >= 10**4))
    odd_half = group.half and group.unit < 1000
    odd_dong = group.unit == 1 and larger > 1000 and group.value < 1000  # `1tr200đ`
    worth = group.value * (group.unit or 1)
    if leading_zero or many or odd_half or odd_dong or (larger and worth >= larger):
        raise PaymentError(UNCLEAR)
    return worth + Decimal(group.unit if group.half else 0) / 2


def _tail(group: _Group, larger: int) -> Decimal:
    """What stands without a unit: the 2 of `1tr2` and the 250 of `1tr250` are tenths and thousandths of a million."""
    if "." in group.digits or (group.spelled and group.value >= 10 and group.value % 100):
        raise PaymentError(UNCLEAR)
    return group.value * larger / Decimal(10) ** len(group.digits)


def _checked(total: Decimal) -> int:
    if total <= 0:
        raise PaymentError(NOT_POSITIVE)
    if total != total.to_integral_value():
        raise PaymentError(UNCLEAR)
    if total > LARGEST_AMOUNT:
        raise PaymentError(TOO_LARGE)
    return int(total)
