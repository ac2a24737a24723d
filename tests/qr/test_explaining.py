from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.qr import wording
from bot.qr.explaining import explain, quote
from bot.qr.judging import Kind, judge
from tests.qr.vectors import DYNAMIC, IDENTITY_CARD, STATIC, field, vietqr

TAPPABLE = re.compile(r"https?:|www\.|\w\.[a-z]{2,}\b", re.IGNORECASE)


def said(*texts: str) -> str:
    return explain([judge(text) for text in texts])


def test_says_what_a_payment_code_asks_for() -> None:
    assert said(DYNAMIC).split("\n") == [
        "Đây là mã chuyển tiền vào tài khoản ngân hàng (VietQR).",
        "Ngân hàng: Sacombank (Sài Gòn Thương Tín)",
        "Số tài khoản: 0011 0123 4567 8",
        "Số tiền: 180.000 đồng, ghi sẵn trong mã",
        "Nội dung: «thanh toan don hang»",
        "",
        wording.NAME_MUST_MATCH,
    ]


def test_says_that_the_payer_types_the_amount() -> None:
    assert wording.NO_AMOUNT in said(STATIC)


def test_names_a_bank_by_its_number_when_it_is_new() -> None:
    assert "số 971005, cháu chưa biết" in said(vietqr(bank="971005"))


def test_a_card_number_is_not_read_out() -> None:
    text = said(vietqr(account="9704361234567890", service="QRIBFTTC"))
    assert "bốn số cuối 7890" in text
    assert "123456" not in text


def test_a_cash_code_is_told_apart() -> None:
    text = said(vietqr(service="QRCASH"))
    assert "cây ATM" in text
    assert wording.NAME_MUST_MATCH not in text


def test_the_name_in_a_code_is_nobody_s_proof() -> None:
    text = said(vietqr(rest=field("59", "CONG AN TP") + field("62", field("08", "xem tai evil.com/a"))))
    assert "«CONG AN TP». Ai làm mã cũng tự ghi được" in text
    assert "«xem tai evil com a»" in text


@pytest.mark.parametrize("text", [STATIC[:-1] + "0", DYNAMIC.replace("0011", "0012")])
def test_says_that_the_check_digits_are_wrong(text: str) -> None:
    assert said(text) == wording.ABOUT[Kind.PAYMENT_BAD_CRC]
    assert "phần kiểm tra của mã bị sai" in said(text)


def test_names_a_web_page_without_a_link() -> None:
    text = said("https://vietcombank.com.vn.example.xyz/dang-nhap?x=1")
    assert "example chấm xyz" in text
    assert "dang-nhap" not in text
    assert "Đây không phải mã chuyển tiền" in text
    assert wording.WEB_WARNING in text
    assert not TAPPABLE.search(text)


def test_asks_for_a_better_photo() -> None:
    assert explain([]) == wording.NOT_READABLE
    assert "đèn flash" in explain([])


@pytest.mark.parametrize("others", [(), (DYNAMIC,), (DYNAMIC, "https://example.com")])
def test_a_document_is_refused_and_nothing_else_is_told(others: tuple[str, ...]) -> None:
    text = said(*others, IDENTITY_CARD)
    assert text == wording.ABOUT[Kind.ID_CARD]
    assert not re.search(r"\d", text)
    assert "Nguyễn" not in text


def test_a_secret_is_refused() -> None:
    assert said(DYNAMIC, "otpauth://totp/x?secret=ABC") == wording.ABOUT[Kind.SECRET]


def test_says_which_code_is_which() -> None:
    left, right = judge(STATIC, (0.2, 0.5)), judge("https://example.com", (0.8, 0.55))
    text = explain([left, right])
    assert text.startswith("Trong ảnh có 2 mã khác nhau. Bác coi chừng mã dán đè")
    assert "\n\nMã bên trái: Đây là mã chuyển tiền" in text
    assert "\n\nMã bên phải: Mã này mở trang web «example chấm com»" in text
    assert text.endswith(wording.STICKER)
    assert text.index("Mã bên trái") < text.index("Mã bên phải")


def test_says_above_and_below() -> None:
    text = explain([judge(STATIC, (0.5, 0.2)), judge(DYNAMIC, (0.5, 0.8))])
    assert text.index("Mã phía trên:") < text.index("Mã phía dưới:")
    assert text.count(wording.NAME_MUST_MATCH) == 1


def test_counts_when_there_are_many() -> None:
    codes = [judge(vietqr(account=f"100{number}")) for number in range(6)]
    text = explain(codes)
    assert "Trong ảnh có 6 mã" in text
    assert [f"Mã thứ {word}:" in text for word in wording.ORDINALS] == [True] * 4
    assert "1004" not in text.replace(" ", "")
    assert wording.TOO_MANY.format(count=4) in text
    assert len(text) < 2000


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind in wording.ABOUT])
def test_every_kind_is_explained_politely(kind: Kind) -> None:
    text = wording.ABOUT[kind]
    assert "bác" in text.lower()
    assert len(text) < 900


def test_no_kind_is_left_without_words() -> None:
    told_from_fields = {Kind.PAYMENT_STATIC, Kind.PAYMENT_DYNAMIC, Kind.PAYMENT_OTHER, Kind.WEB_LINK}
    assert set(wording.ABOUT) | told_from_fields == set(Kind)


@given(st.text(max_size=120))
def test_nothing_tappable_or_long_is_ever_quoted(text: str) -> None:
    assert len(quote(text)) <= 51
    assert not TAPPABLE.search(quote(text))


@settings(max_examples=40)
@given(st.lists(st.text(max_size=80) | st.from_regex(r"https?://[a-z0-9.@/-]{1,60}", fullmatch=True), max_size=3))
def test_any_codes_can_be_explained(texts: list[str]) -> None:
    assert not re.search(r"https?://|www\.", explain([judge(text) for text in texts]))
