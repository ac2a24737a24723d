from __future__ import annotations

import io
import random
import string

import pytest
import qr_pay  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from bot.qr.banks import banks
from bot.qr.errors import MakingError
from bot.qr.making import check, draw, make, payment_text
from bot.qr.payment import PaymentRequest
from bot.qr.tlv import crc16
from bot.qr.vietqr import Service, read_payment
from tests.qr.vectors import DYNAMIC, STATIC, vietqr

pytestmark = pytest.mark.thorough

ASKED = PaymentRequest("970436", "0011012345678", 50_000, "Tien hang")


def random_request(dice: random.Random) -> PaymentRequest:
    account = "".join(dice.choices(string.digits + string.ascii_letters, k=dice.randint(1, 15)))
    amount = dice.choice([None, dice.randint(1, 10 ** dice.randint(1, 13) - 1)])
    words = ["".join(dice.choices(string.ascii_letters + string.digits, k=dice.randint(1, 7))) for _ in range(3)]
    return PaymentRequest(dice.choice(banks()).bin, account, amount, dice.choice([None, " ".join(words)]))


def test_makes_the_static_code_of_napas() -> None:
    assert payment_text(PaymentRequest("970403", "0011012345678")) == STATIC


def test_reads_the_dynamic_code_of_napas() -> None:
    code = read_payment(DYNAMIC)
    assert (code.sound, code.dynamic, code.bin, code.account) == (True, True, "970403", "0011012345678")
    assert (code.amount, code.note, code.service) == (180_000, "thanh toan don hang", Service.ACCOUNT)


def test_five_thousand_payments_read_back_as_they_were_asked() -> None:
    dice = random.Random(247)
    beginnings = set()
    for _ in range(5000):
        request = random_request(dice)
        text = payment_text(request)
        code = read_payment(text)
        assert code.sound
        assert (code.bin, code.account) == (request.bin, request.account)
        assert (code.amount, code.note) == (request.amount, request.note or "")
        assert code.dynamic == (request.amount is not None)
        beginnings.add(text[-4])
    assert beginnings == set("0123456789ABCDEF")


def test_a_second_library_makes_the_same_text() -> None:
    dice = random.Random(2)
    for _ in range(1000):
        request = random_request(dice)
        theirs = qr_pay.QRPay(
            bin_id=request.bin,
            consumer_id=request.account,
            transaction_amount=request.amount,
            purpose_of_transaction=request.note,
            point_of_initiation_method="STATIC" if request.amount is None else "DYNAMIC",
        )
        assert payment_text(request) == theirs.code


def test_check_digits_that_begin_with_a_zero_keep_it() -> None:
    request = next(
        request
        for number in range(1000)
        if payment_text(request := PaymentRequest("970405", f"31802051{number:05d}"))[-4] == "0"
    )
    made = make(request)
    assert made.text[-8:-4] == "6304"
    assert made.text[-4:] == crc16(made.text[:-4])
    assert qr_pay.QRPay.decode(made.text).consumer_id == request.account


@pytest.mark.parametrize(
    "request_",
    [
        ASKED,
        PaymentRequest("971025", "0"),
        PaymentRequest("546034", "Z" * 19, 9_999_999_999_999, "a" * 25),
        PaymentRequest("970405", "3180205123456", None, "Tien ca 5"),
    ],
)
def test_makes_a_picture_that_says_what_was_asked(request_: PaymentRequest) -> None:
    made = make(request_)
    with Image.open(io.BytesIO(made.png)) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height >= 400
        assert picture.getpixel((0, 0)) in (1, 255)
    assert "text=" not in repr(made)
    assert "account=" not in repr(made)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (vietqr(account="0011012345679", rest="540550000"), "account"),
        (vietqr(bank="970405", rest="540550000"), "bank"),
        (vietqr(rest="540550001"), "amount"),
        (vietqr(), "amount"),
        (vietqr(service="QRPUSH", rest="540550000"), "service"),
        (vietqr(rest="540550000"), "note"),
        (vietqr(rest="540550000"), "static or dynamic"),
        (payment_text(ASKED)[:-4] + "0000", "check digits"),
        ("https://example.com", "exactly one payment code"),
    ],
)
def test_a_picture_that_differs_is_never_given_out(text: str, field: str) -> None:
    with pytest.raises(MakingError, match=field) as raised:
        check(draw(text), ASKED)
    assert ASKED.account not in str(raised.value)


def test_a_picture_without_a_code_is_never_given_out() -> None:
    file = io.BytesIO()
    Image.new("L", (400, 400), 255).save(file, "PNG")
    with pytest.raises(MakingError, match="exactly one"):
        check(file.getvalue(), ASKED)
