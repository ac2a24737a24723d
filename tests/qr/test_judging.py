from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.qr.judging import Kind, judge
from bot.qr.vietqr import Service
from tests.qr.vectors import BOTH, DYNAMIC, IDENTITY_CARD, STATIC, VNPAY, field, sealed, vietqr


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (STATIC, Kind.PAYMENT_STATIC),
        (f"\ufeff{STATIC}\r\n", Kind.PAYMENT_STATIC),
        (DYNAMIC, Kind.PAYMENT_DYNAMIC),
        (STATIC[:-4] + STATIC[-4:].lower(), Kind.PAYMENT_STATIC),
        (vietqr(service="QRPUSH"), Kind.PAYMENT_STATIC),
        (STATIC[:-1] + "0", Kind.PAYMENT_BAD_CRC),
        (DYNAMIC.replace("180000", "190000"), Kind.PAYMENT_BAD_CRC),
        (STATIC[:-8], Kind.PAYMENT_BAD_CRC),
        (STATIC[:60], Kind.PAYMENT_BAD_CRC),
        ("000201", Kind.PAYMENT_BAD_CRC),
        (sealed("00020101021138"), Kind.PAYMENT_BROKEN),
        (sealed("000201010211" + "5303704" * 2), Kind.PAYMENT_BROKEN),
        (vietqr(account="12 34"), Kind.PAYMENT_BROKEN),
        (vietqr(account="1" * 20), Kind.PAYMENT_BROKEN),
        (vietqr(account=""), Kind.PAYMENT_BROKEN),
        (vietqr(bank="97043"), Kind.PAYMENT_BROKEN),
        (vietqr(rest=field("54", "-5000")), Kind.PAYMENT_BROKEN),
        (vietqr(rest=field("54", "5000.50")), Kind.PAYMENT_BROKEN),
        (VNPAY, Kind.PAYMENT_OTHER),
        ("https://vneid.gov.vn/", Kind.WEB_LINK),
        ("HTTPS://EXAMPLE.COM/A", Kind.WEB_LINK),
        ("www.example.com", Kind.WEB_LINK),
        ("example.top/tai-ve.apk", Kind.WEB_LINK),
        ("Nhận quà tại http://example.com nhé", Kind.WEB_LINK),
        ("momo://pay?to=1", Kind.APP_LINK),
        ("intent://scan/#Intent;scheme=x;end", Kind.APP_LINK),
        ("market://details?id=x", Kind.APP_LINK),
        ("tel:0912345678", Kind.CALL),
        ("SMSTO:8088:NAP", Kind.CALL),
        ("mailto:a@example.com", Kind.CALL),
        (IDENTITY_CARD, Kind.ID_CARD),
        ("001099012345||Nguyễn Văn A|01011990|Nam|Hà Nội|01012021||", Kind.ID_CARD),
        ("HS4010123456789|4e677579656e|01/01/2015|1|Hà Nội", Kind.ID_CARD),
        ("0123456789|4e677579656e|01/01/2015|1|Hà Nội", Kind.ID_CARD),
        ("P<VNMNGUYEN<<VAN<A<<<<<<<<<<<<<<<<<<<<<<<<<<\nC1234567<8VNM9001011M3001011<<<", Kind.ID_CARD),
        ("otpauth://totp/x?secret=ABC", Kind.SECRET),
        ("WIFI:T:WPA;S:quan;P:matkhau;;", Kind.WIFI),
        ("BEGIN:VCARD\nFN:A\nEND:VCARD", Kind.CONTACT),
        ("MECARD:N:A;;", Kind.CONTACT),
        ("Bàn số 5", Kind.TEXT),
        ("STK: 0011 Vietcombank", Kind.TEXT),
        ("8934563138165", Kind.TEXT),
        ("", Kind.UNKNOWN),
        ("\x00\x01\x02", Kind.UNKNOWN),
        ("\ud800", Kind.TEXT),
    ],
)
def test_tells_what_a_code_is_for(text: str, kind: Kind) -> None:
    assert judge(text).kind is kind


def test_reads_the_fields_of_a_payment() -> None:
    payment = judge(DYNAMIC).payment
    assert payment is not None
    assert (payment.bin, payment.account, payment.amount) == ("970403", "0011012345678", 180_000)
    assert (payment.note, payment.service, payment.schemes) == ("thanh toan don hang", Service.ACCOUNT, 1)


def test_reads_lengths_in_characters_and_in_bytes() -> None:
    name = "QUÁN CÔ ÚT"
    in_characters = vietqr(rest=field("59", name))
    in_bytes = vietqr(rest=f"59{len(name.encode())}{name}")
    for text in (in_characters, in_bytes):
        payment = judge(text).payment
        assert payment is not None
        assert (payment.sound, payment.name) == (True, name)


def test_counts_the_systems_a_code_is_for() -> None:
    payment = judge(BOTH).payment
    assert payment is not None
    assert (payment.schemes, payment.bin) == (2, "970436")


def test_nothing_of_a_document_is_kept() -> None:
    verdict = judge(IDENTITY_CARD)
    assert verdict.payment is None
    assert verdict.link == ""


def test_what_codes_say_stays_out_of_reprs() -> None:
    assert repr(judge(DYNAMIC)) == "Verdict(kind=<Kind.PAYMENT_DYNAMIC: 'payment_dynamic'>, place=None)"
    assert "0011012345678" not in repr(judge(DYNAMIC).payment)
    assert "example" not in repr(judge("https://example.com"))


@given(
    st.text(max_size=200)
    | st.text("0123456789", max_size=80).map("000201".__add__)
    | st.text("0123456789|", max_size=60)
)
@example("00020101021138\u0130\u0130")
def test_any_text_gets_a_verdict(text: str) -> None:
    assert judge(text).kind in Kind


@given(st.text("0123456789ABCDE", max_size=60), st.integers(min_value=1, max_value=9))
def test_any_sealed_payment_gets_a_verdict(rest: str, tag: int) -> None:
    assert judge(sealed(f"0002010102113{tag}{rest}")).payment is not None


@given(st.data())
def test_one_changed_sign_never_passes(data: st.DataObject) -> None:
    at = data.draw(st.integers(min_value=6, max_value=len(DYNAMIC) - 1))
    sign = data.draw(st.sampled_from("0123456789ABCDEFxyz"))
    changed = DYNAMIC[:at] + sign + DYNAMIC[at + 1 :]
    assert changed.upper() == DYNAMIC.upper() or judge(changed).kind is Kind.PAYMENT_BAD_CRC
