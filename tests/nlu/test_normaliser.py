"""Standard words from chat spelling, Telex leftovers, slips, dialect and missing diacritics."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import HOME
from bot.nlu.cleaning import LONGEST, clean, words_of
from bot.nlu.dictionaries import LONGEST_PHRASE, Dictionaries
from bot.nlu.normaliser import Normaliser

TEXTS = [
    "quên mật khẩu vneid thì làm thế nào",
    "quên mật khẩu thì làm sao",
    "tôi muốn đổi mật khẩu",
    "đăng ký tài khoản ở đâu",
    "đăng ký tạm trú ở đâu",
    "đăng ký tài khoản mức 2 thì cần gì",
    "căn cước công dân của tôi bị mất",
    "làm thế nào để đăng ký tài khoản",
    "cho tôi hỏi làm căn cước ở đâu thì được",
    "không vào được tài khoản vneid",
]


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Normaliser.learn(3 * TEXTS, Dictionaries.read(HOME / "nlu_data" / "dictionaries"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quen mat khau vneid", "quên mật khẩu vneid"),
        ("Quên  MẬT khẩu???", "quên mật khẩu"),
        ("quên mk", "quên mật khẩu"),
        ("đki tk ở đâu", "đăng ký tài khoản ở đâu"),
        ("quên maatj khaaur", "quên mật khẩu"),
        ("quên matkhau", "quên mật khẩu"),
        ("ddawng kys tài khoản", "đăng ký tài khoản"),
        ("đăng ký tài khỏan", "đăng ký tài khỏan"),
        ("mần răng đăng ký tài khoản", "làm sao đăng ký tài khoản"),
        ("hổng vô được vneid", "không vào được vneid"),
        ("que\u0302n ma\u0323\u0302t kha\u0309\u0302u", "quên mật khẩu"),
        ("quên\u200b mật\u200d khẩu\u0007", "quên mật khẩu"),
        ("quênnnnn mật khẩu", "quên mật khẩu"),
        ("mất cccd", "mất căn cước công dân"),
    ],
)
def test_writes_standard_words(normaliser: Normaliser, written: str, meant: str) -> None:
    assert normaliser.normalise(written).text == meant


def test_well_formed_accented_words_are_never_touched(normaliser: Normaliser) -> None:
    text = "bán sầu riêng hạt lép giá cao"
    assert normaliser.normalise(text).text == text


def test_clauses_are_kept_apart(normaliser: Normaliser) -> None:
    assert normaliser.normalise("Quên mật khẩu. Đăng ký tài khoản ở đâu?").text == (
        "quên mật khẩu , đăng ký tài khoản ở đâu"
    )


def test_english_becomes_vietnamese_words(normaliser: Normaliser) -> None:
    found = normaliser.normalise("I forgot my password, what should I do?")
    assert found.language == "en"
    assert "quên mật khẩu" in found.text


def test_is_the_same_after_being_stored(normaliser: Normaliser, tmp_path: Path) -> None:
    normaliser.save(tmp_path)
    again = Normaliser.load(tmp_path)
    for text in ("quen mk vneid", "dki tk o dau", "mất cccd rồi", "hello where can I register"):
        assert again.normalise(text) == normaliser.normalise(text)


def test_nothing_is_left_of_nothing(normaliser: Normaliser) -> None:
    for text in ("", "   ", "🙂🙂🙂", "\u200b\u200c", "...!!!"):
        assert normaliser.normalise(text).text == ""


def test_only_the_beginning_of_a_long_text_is_read(normaliser: Normaliser) -> None:
    assert len(clean("a" * 10_000)) == LONGEST
    assert len(normaliser.normalise("quên mật khẩu " * 1000).text) <= LONGEST


def test_words_keep_numbers_and_addresses_together_as_one_clause() -> None:
    assert words_of("gọi 1900.0368, hoặc xem dichvucong.gov.vn") == [
        "gọi", "1900", "0368", ",", "hoặc", "xem", "dichvucong", "gov", "vn",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["abbreviations", "regional", "english"])
def test_dictionaries_are_in_lower_case_with_short_keys(name: str) -> None:
    entries = getattr(Dictionaries.read(HOME / "nlu_data" / "dictionaries"), name)
    assert entries
    assert all(key == key.lower() and value == value.lower() for key, value in entries.items())
    assert all(len(key.split()) <= LONGEST_PHRASE for key in entries)
