"""Redaction where the labelled messages do not reach: the hook for what was asked, the guides' own words, time."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from bot.guides.library import Library
from bot.privacy import Redacted, clean, redact
from bot.privacy.shapes import is_card, luhn

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
TYPICAL = [
    "quên mật khẩu vneid thì làm sao lấy lại được vậy cháu, bác thử mấy lần rồi",
    "cccd 087165004321 sđt 0912345678 otp 482913",
    "Dạ cho con hỏi thủ tục 1.001193.000.00.00.H18 phí bao nhiêu ạ",
]
PIECES = [
    "1 ", "1", "o0", "khong ", "mã ", "mk ", "mk:", "a@", "a", "a.", ".", "- ", "1-", "http://", "1/", "12:30 ",
    "otp 1 a ", "mươi ", " la", "abc1@ là mk ", "a1", "1.000.", 'mk "', "079165004321 ", "0912345678,", "A1@", "9/2 ",
    "\u200b", "a\u0301", "x1-", " a còng ", "mật khẩu của ", "stk 12 ", "h12.1", "1/qd-", "sinh 1/1/1990 ", "<otp>",
]  # fmt: skip


def test_kinds_are_told_once_in_the_order_of_the_message() -> None:
    assert redact("otp 482913, cccd 087165004321, cccd 087165004322") == Redacted(
        "otp <otp>, cccd <so_dinh_danh>, cccd <so_dinh_danh>", ("otp", "so_dinh_danh")
    )


ACCOUNTS = ["19034567890123", "1903 4567 8901 23", "0912345678", "101876543210", "stk 123456789"]


@pytest.mark.parametrize("number", ACCOUNTS)
def test_an_account_number_that_was_asked_for_stays(number: str) -> None:
    assert redact(number, frozenset({"so_tai_khoan"})) == Redacted(number)
    assert redact(number).found


def test_only_what_was_asked_for_stays() -> None:
    asked = frozenset({"so_tai_khoan"})
    assert redact("stk 0071001234567, cccd 087165004321, otp 482913", asked) == Redacted(
        "stk 0071001234567, cccd <so_dinh_danh>, otp <otp>", ("so_dinh_danh", "otp")
    )
    assert redact("9704361234567891", asked).found == ("so_the",)
    assert redact("mk: Abc@123", asked).found == ("mat_khau",)


def test_a_phone_number_that_was_asked_for_stays() -> None:
    assert redact("0912 345 678", frozenset({"so_dien_thoai"})) == Redacted("0912 345 678")


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("a\u200bb\u00adc\u2060d\ufeff", "abcd"),
        ("ti\u1ebfng Vi\u1ec7t", "tiếng Việt"),
        ("tie\u0302\u0301ng Vie\u0323\u0302t", "tiếng Việt"),
        ("hai   dấu \t cách\u00a0\u3000nữa", "hai dấu cách nữa"),
        ("dòng một\r\ndòng hai\x00\x07", "dòng một\ndòng hai"),
        ("ẩn\U000e0041\U000e0042", "ẩn"),
        ("\ud800hỏng", "hỏng"),
        ("  quanh  ", "quanh"),
        ("👍 ok ạ", "👍 ok ạ"),
    ],
)
def test_cleaning_takes_out_what_nobody_sees(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_no_word_of_the_guides_is_taken_for_personal() -> None:
    examples = [example for guide in Library(ROOT / "guides").guides() for example in guide.examples]
    assert len(examples) > 1000
    assert [example for example in examples if redact(example).text != clean(example)] == []


def test_contacts_of_the_guides_stay() -> None:
    contacts = [contact for guide in Library(ROOT / "guides").guides() for contact in guide.contacts]
    phones = {contact.phone for contact in contacts if contact.phone}
    assert len(phones) > 5
    assert [phone for phone in phones if redact(f"gọi {phone} được không").found] == []


def test_a_typical_message_takes_less_than_a_millisecond() -> None:
    for message in TYPICAL:
        assert min(_seconds(message) for _ in range(50)) < 0.001


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = ((piece * length)[:length] for length in (1_000, 10_000))
    assert min(_seconds(long) for _ in range(2)) < 0.2 + 30 * min(_seconds(short) for _ in range(2))


def test_cards_are_known_by_their_check_digit() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert is_card("9704361234567890123")


def _seconds(message: str) -> float:
    """Of the processor, not of the clock: other programs may be running; without what measuring coverage adds."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        began = time.thread_time()
        redact(message)
        return time.thread_time() - began
    finally:
        sys.settrace(tracer)
