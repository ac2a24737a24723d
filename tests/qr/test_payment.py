from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qr import payment
from bot.qr.errors import PaymentError
from bot.qr.payment import PaymentRequest, fold_note, group_account, read_account

MESSAGES = {
    getattr(payment, name) for name in dir(payment) if name.isupper() and isinstance(getattr(payment, name), str)
}


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("0011012345678", "0011012345678"),
        (" 0011 0123.4567-8 ", "0011012345678"),
        ("VQRQ0001abc", "VQRQ0001abc"),
        ("1" * 19, "1" * 19),
        ("０１２３", "0123"),
    ],
)
def test_reads_accounts_with_the_marks_people_put_in(typed: str, account: str) -> None:
    assert read_account(typed) == account


@pytest.mark.parametrize(
    "typed", ["", " ", "1" * 20, "tài khoản", "123_456", "123" + " " * 150 + "x" * 20, "١٢٣", "12|3"]
)
def test_refuses_what_is_no_account(typed: str) -> None:
    with pytest.raises(PaymentError, match=re.escape(payment.WRONG_ACCOUNT)):
        read_account(typed)


@pytest.mark.parametrize("typed", ["9704 3612 3456 7890", "9704361234567890123"])
def test_refuses_a_card_number_with_a_warning(typed: str) -> None:
    with pytest.raises(PaymentError, match="đừng gửi số thẻ"):
        read_account(typed)


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("Tiền hàng, tháng 5!", "Tien hang thang 5"),
        ("Đặt cọc 🙏 phòng", "Dat coc phong"),
        ("  quán   cô Út ", "quan co Ut"),
        ("Tiền hàng", "Tien hang"),
        ("!!!", None),
        ("", None),
        ("a" * 25, "a" * 25),
    ],
)
def test_folds_notes(typed: str, note: str | None) -> None:
    assert fold_note(typed) == note


def test_a_long_note_is_not_cut_in_silence() -> None:
    with pytest.raises(PaymentError, match="25 ký tự"):
        fold_note("a" * 26)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bin": "970488"},
        {"bin": "97043"},
        {"bin": "970436 "},
        {"account": ""},
        {"account": "0011 0123"},
        {"account": "1" * 20},
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**13},
        {"amount": 1.5},
        {"amount": True},
        {"note": ""},
        {"note": "Tiền"},
        {"note": "a" * 26},
        {"note": " a"},
        {"note": "a  b"},
        {"note": "a\n"},
        {"note": "a@b"},
    ],
)
def test_a_request_takes_no_wrong_field(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"bin": "970436", "account": "0011012345678", "amount": 50_000, "note": "Tien hang"}
    with pytest.raises(PaymentError) as raised:
        PaymentRequest(**{**right, **wrong})  # type: ignore[arg-type]  # wrong on purpose
    assert str(raised.value) in MESSAGES


def test_a_request_keeps_numbers_out_of_its_repr() -> None:
    request = PaymentRequest("970436", "0011012345678", 50_000, "Tien hang")
    assert repr(request) == "PaymentRequest(bin='970436')"
    assert request.bank.name == "Vietcombank"


def test_groups_accounts_in_fours() -> None:
    assert group_account("0011012345678") == "0011 0123 4567 8"


@given(st.text(max_size=40))
def test_any_account_is_read_or_refused_in_words_for_citizens(typed: str) -> None:
    account = or_message(read_account, typed)
    assert account in MESSAGES or re.fullmatch(r"[0-9A-Za-z]{1,19}", account or "")


@given(st.text(max_size=60))
def test_any_note_is_folded_to_what_a_request_takes(typed: str) -> None:
    note = or_message(fold_note, typed)
    assert note == payment.LONG_NOTE or PaymentRequest("970436", "1", note=note).note == note


def or_message(read: Callable[[str], str | None], typed: str) -> str | None:
    try:
        return read(typed)
    except PaymentError as error:
        return str(error)
