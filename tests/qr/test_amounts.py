from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.qr.amounts import LARGEST_AMOUNT, NOT_POSITIVE, TOO_LARGE, UNCLEAR, format_amount, parse_amount
from bot.qr.errors import PaymentError


@pytest.mark.parametrize(
    ("said", "dong"),
    [
        ("50000", 50_000),
        ("50.000", 50_000),
        ("50,000đ", 50_000),
        ("50 000 đồng", 50_000),
        ("1.200.000đ", 1_200_000),
        ("1.200.000 VNĐ", 1_200_000),
        ("50k", 50_000),
        ("50 K", 50_000),
        ("50kđ", 50_000),
        ("50k5", 50_500),
        ("50 nghìn", 50_000),
        ("50 ngàn đồng", 50_000),
        ("50 nghìn 500 đồng", 50_500),
        ("1.200k", 1_200_000),
        ("1tr2", 1_200_000),
        ("1tr25", 1_250_000),
        ("1tr250", 1_250_000),
        ("1tr050", 1_050_000),
        ("1,5tr", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("0,5 triệu", 500_000),
        ("1 triệu 2", 1_200_000),
        ("1 triệu 200", 1_200_000),
        ("1 triệu 200 nghìn", 1_200_000),
        ("1 triệu rưỡi", 1_500_000),
        ("2 tỷ 5", 2_500_000_000),
        ("số tiền là 50k ạ", 50_000),
        ("hai trăm nghìn", 200_000),
        ("hai trăm nghìn đồng", 200_000),
        ("hai tram nghin", 200_000),
        ("3 trăm nghìn", 300_000),
        ("2 chục nghìn", 20_000),
        ("mười lăm nghìn", 15_000),
        ("hai mươi mốt ngàn", 21_000),
        ("hai lăm nghìn", 25_000),
        ("một trăm linh năm nghìn", 105_000),
        ("một triệu hai", 1_200_000),
        ("một triệu hai trăm nghìn", 1_200_000),
        ("１２３k", 123_000),
        ("9999999999999", LARGEST_AMOUNT),
    ],
)
def test_reads_amounts_as_people_write_them(said: str, dong: int) -> None:
    assert parse_amount(said) == dong


@pytest.mark.parametrize(
    "said",
    [
        "",
        "abc",
        "-50k",
        "50kg",
        "1e5",
        "50.5",
        "12 34",
        "0901234567",
        "1.250 triệu",
        "50.000k",
        "1tr200đ",
        "1.000.00",
        "2 triệu 3 triệu",
        "50k 1tr",
        "một trăm hai nghìn",
        "một triệu hai mươi",
        "50k" + " " * 200 + "0",
        "١٢٣",
    ],
)
def test_asks_again_for_what_could_be_meant_in_two_ways(said: str) -> None:
    with pytest.raises(PaymentError, match=UNCLEAR):
        parse_amount(said)


def test_refuses_nothing_and_too_much() -> None:
    with pytest.raises(PaymentError, match=NOT_POSITIVE):
        parse_amount("0đ")
    with pytest.raises(PaymentError, match=TOO_LARGE):
        parse_amount("99999999999999")


@given(st.integers(min_value=1, max_value=LARGEST_AMOUNT))
def test_reads_what_it_writes(dong: int) -> None:
    assert parse_amount(format_amount(dong)) == parse_amount(str(dong)) == dong


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=999))
def test_millions_and_thousands_add_up(millions: int, thousands: int) -> None:
    dong = millions * 1_000_000 + thousands * 1000
    assert parse_amount(f"{millions} triệu {thousands} nghìn") == dong
    assert parse_amount(f"{millions}tr{thousands:03d}") == dong


@given(st.text(max_size=60) | st.text("0123456789., kđtrtriệunghìntỷrưỡi#-", max_size=30))
def test_any_text_gives_an_amount_or_the_one_error(said: str) -> None:
    assert outcome(said) in (UNCLEAR, NOT_POSITIVE, TOO_LARGE, "an amount")


def outcome(said: str) -> str:
    try:
        amount = parse_amount(said)
    except PaymentError as error:
        return str(error)
    return "an amount" if 1 <= amount <= LARGEST_AMOUNT else f"{amount} is no amount"
