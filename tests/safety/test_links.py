"""The link checker: what it finds, what it says, what it never does."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety import Verdict, check_link
from bot.safety.domains import FILE, official_of, officials

pytestmark = pytest.mark.thorough

ONE_LINK = [
    ("https://dichvucong.gov.vn/p/home", Verdict.OFFICIAL),
    ("vào dichvucong.gov.vn nộp phải không", Verdict.OFFICIAL),
    ("www.bocongan.gov.vn", Verdict.OFFICIAL),
    ("https://soyte.dongthap.gov.vn/a", Verdict.OFFICIAL),
    ("datafiles.chinhphu.vn/cpp/files/a.pdf", Verdict.OFFICIAL),
    ("hxxps://vneid[.]gov[.]vn/login", Verdict.OFFICIAL),
    ("cic chấm gov chấm vn", Verdict.OFFICIAL),
    ("vneid-gov.com", Verdict.LOOK_ALIKE),
    ("dichvucong-gov.vn.top", Verdict.LOOK_ALIKE),
    ("https://dichvucong.gov.vn.xacthuc.top/dang-nhap", Verdict.LOOK_ALIKE),
    ("vneid.com", Verdict.LOOK_ALIKE),
    ("vneid chấm vip", Verdict.LOOK_ALIKE),
    ("vne1d.vn", Verdict.LOOK_ALIKE),
    ("http://vnied.top", Verdict.LOOK_ALIKE),
    ("dichvucon9.vn", Verdict.LOOK_ALIKE),
    ("dich-vu-cong.online", Verdict.LOOK_ALIKE),
    ("bocongan-vneid.site", Verdict.LOOK_ALIKE),
    ("hxxp://vssid-capnhat.cc/ios", Verdict.LOOK_ALIKE),
    ("evn-hoantien.top", Verdict.LOOK_ALIKE),
    ("csgt-nopphat.com", Verdict.LOOK_ALIKE),
    ("techcombamk.com", Verdict.LOOK_ALIKE),
    ("https://vnеid.gov.vn", Verdict.LOOK_ALIKE),  # a Cyrillic е
    ("https://xn--vnid-83d.vn", Verdict.LOOK_ALIKE),
    ("https://dichvucong.gov.vn@tragop.top/", Verdict.LOOK_ALIKE),
    ("gov-vn.com/nop-phat", Verdict.LOOK_ALIKE),
    ("http://103.45.67.89/vneid", Verdict.IP_ADDRESS),
    ("http://1734567890/", Verdict.IP_ADDRESS),
    ("103.45.67.89:8080/a", Verdict.IP_ADDRESS),
    ("http://103.45.67.89/vneid.apk", Verdict.APK_FILE),
    ("https://tailieu.vn/VNeID_2026.apk?v=2", Verdict.APK_FILE),
    ("họ gửi file vneid.apk", Verdict.APK_FILE),
    ("https://dichvucong.gov.vn/app.apk", Verdict.APK_FILE),
    ("bit.ly/3abcDEF", Verdict.SHORTENER),
    ("https://tinyurl.com/abc", Verdict.SHORTENER),
    ("http://quatangthang11.shop", Verdict.NOT_HTTPS),
    ("http://thads.moj.gov.vn/x", Verdict.NOT_HTTPS),
    ("vneid.gov\u200b.vn", Verdict.ZERO_WIDTH),
    ("https://vietcombank.com.vn", Verdict.UNKNOWN),
    ("cafef.vn/abc.chn", Verdict.UNKNOWN),
    ("(https://baochinhphu.vn).", Verdict.UNKNOWN),
    ("https://evnspc.vn", Verdict.UNKNOWN),
    ("t.me/abc", Verdict.UNKNOWN),
    ("https://www.service.gov.uk", Verdict.UNKNOWN),
]

PIECES = ["https://", "http://", "vneid", "gov", "vn", "xn--", "[.]", " chấm ", ":80", *"./@1%-…\u200b"]

NO_LINK = [
    "có ai gửi link lạ cho tôi",
    "thủ tục 1.000110 nghị định 69/2024/NĐ-CP",
    "vneid bản 2.1.15",
    "ngày 01.02.2025 giá 2.000.000đ",
    "nhà 12/34/5",
    "lan.nguyen@gmail.com",
    "xong.co gi khong",
    "thầy chấm điểm",
    "giam khao cham thi",
    "được rồi.vậy làm sao",
    "3.5 triệu",
    "5230/QĐ-BCA-C06",
    "",
]


@pytest.mark.parametrize(("text", "verdict"), ONE_LINK)
def test_a_link_gets_its_verdict(text: str, verdict: Verdict) -> None:
    (found,) = check_link(text)
    assert found.verdict is verdict
    assert found.noticed[0] is verdict


@pytest.mark.parametrize("text", NO_LINK)
def test_what_is_no_link_gets_none(text: str) -> None:
    assert check_link(text) == []


def test_several_links_keep_their_order_and_come_once() -> None:
    found = check_link("thật: dichvucong.gov.vn, giả: vneid-gov.com; lại dichvucong.gov.vn")
    assert [one.verdict for one in found] == [Verdict.OFFICIAL, Verdict.LOOK_ALIKE]


def test_everything_noticed_is_told_the_worst_first() -> None:
    (found,) = check_link("http://vneid-gov.com/cai.apk")
    assert found.noticed == (Verdict.APK_FILE, Verdict.LOOK_ALIKE, Verdict.NOT_HTTPS)


def test_a_look_alike_names_whom_it_copies() -> None:
    (found,) = check_link("dichvucong-gov.vn.top")
    assert found.body == "Cổng Dịch vụ công quốc gia"
    assert found.body in found.sentence


@pytest.mark.parametrize("text", [text for text, _ in ONE_LINK])
def test_no_sentence_can_be_clicked_or_frightens(text: str) -> None:
    for found in check_link(text):
        assert not re.search(r"\w\.\w|//|www\.", found.sentence), found.sentence
        assert "!" not in found.sentence
        assert "Bác" in found.sentence or "bác" in found.sentence
        assert "{" not in found.sentence
        assert "None" not in found.sentence


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(PIECES),
            max_size=12,
        ).map("".join),
    )
)
def test_any_text_is_taken(text: str) -> None:
    for found in check_link(text):
        assert found.sentence
        assert "://" not in found.sentence


def test_long_texts_take_time_in_proportion() -> None:
    for piece in ("https://a.vn/ ", "a.", "[.]", "http://", "vneid-", "a-", "1.", "@", " chấm "):
        started = time.thread_time()
        check_link((piece * 10_000)[:10_000])
        assert time.thread_time() - started < 2, piece


def test_the_list_is_plain_and_each_domain_is_its_own() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one.domain) and one.name for one in officials())
    assert len({one.domain for one in officials()}) == len(officials())
    for one in officials():
        assert official_of(one.domain) == one


def test_the_list_lies_where_guides_are_not_read() -> None:
    assert FILE.is_file()
    assert FILE.parent.parent == Path(__file__).resolve().parents[2] / "guides"
    assert FILE not in set(FILE.parents[1].glob("*.yml"))
