"""What a trader asks to be paid: bank, account, amount and note, checked before anything is drawn."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Optional

from bot.qr.amounts import LARGEST_AMOUNT, NOT_POSITIVE, TOO_LARGE
from bot.qr.banks import Bank, bank_by_bin
from bot.qr.errors import PaymentError
from bot.text import strip_diacritics

LONGEST_ACCOUNT = 19
LONGEST_NOTE = 25

UNKNOWN_BANK = "Cháu chưa biết ngân hàng này. Bác gõ lại tên ngân hàng giúp cháu, ví dụ: Vietcombank, Agribank."
WRONG_ACCOUNT = (
    "Số tài khoản chỉ gồm chữ số (có nơi thêm chữ cái không dấu), dài nhất 19 ký tự. Bác xem lại trong app ngân hàng"
    " rồi gõ lại giúp cháu."
)
CARD_NUMBER = (
    "Số này giống số thẻ in trên thẻ ngân hàng, không phải số tài khoản. Bác đừng gửi số thẻ cho ai. Bác mở app ngân"
    " hàng xem số tài khoản rồi gõ lại giúp cháu."
)
LONG_NOTE = "Nội dung dài nhất 25 ký tự, không dấu. Bác rút gọn giúp cháu, ví dụ: Tien hang."
WRONG_NOTE = "Nội dung chỉ gồm chữ không dấu, chữ số và dấu cách. Bác gõ lại giúp cháu."

_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_NOTE = re.compile(r"[0-9A-Za-z]+(?: [0-9A-Za-z]+)*")
_DOMESTIC_CARD = re.compile(r"9704[0-9]{12}(?:[0-9]{3})?")


@dataclass(frozen=True)
class PaymentRequest:
    """A payment to one account; `amount` in đồng and `note` are left to the payer when None.

    Raises PaymentError when a field breaks VietQR's limits: tag 38 wants a known BIN and 1 to 19 letters and digits,
    tag 54 at most 13 digits, tag 62-08 at most 25 characters.
    """

    bin: str
    account: str = field(repr=False)
    amount: Optional[int] = field(default=None, repr=False)
    note: Optional[str] = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if bank_by_bin(self.bin) is None:
            raise PaymentError(UNKNOWN_BANK)
        if read_account(self.account) != self.account:
            raise PaymentError(WRONG_ACCOUNT)
        if self.amount is not None:
            _check_amount(self.amount)
        if self.note is not None:
            _check_note(self.note)

    @property
    def bank(self) -> Bank:
        """The bank of the account."""
        bank = bank_by_bin(self.bin)
        assert bank is not None  # checked when the request was made
        return bank


def read_account(text: str) -> str:
    """The account as VietQR wants it, from `0011 0123.4567-8`. Raises PaymentError, also for a card's number."""
    account = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if not _ACCOUNT.fullmatch(account):
        raise PaymentError(WRONG_ACCOUNT)
    if _DOMESTIC_CARD.fullmatch(account):
        raise PaymentError(CARD_NUMBER)
    return account


def fold_note(text: str) -> Optional[str]:
    """`Tiền hàng, tháng 5!` → `Tien hang thang 5`; None when nothing is left. Raises PaymentError when too long."""
    plain = strip_diacritics(unicodedata.normalize("NFKC", text))
    note = " ".join(re.findall(r"[0-9A-Za-z]+", plain))
    if len(note) > LONGEST_NOTE:
        raise PaymentError(LONG_NOTE)
    return note or None


def group_account(account: str) -> str:
    """In fours, as people read it out: `0011 0123 4567 8`."""
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))


def _check_amount(amount: int) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0:
        raise PaymentError(NOT_POSITIVE)
    if amount > LARGEST_AMOUNT:
        raise PaymentError(TOO_LARGE)


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise PaymentError(LONG_NOTE)
    if not _NOTE.fullmatch(note):
        raise PaymentError(WRONG_NOTE)
