"""The spelling of Vietnamese syllables."""

from __future__ import annotations

import pytest

from bot.nlu.syllables import accented, from_telex, old_tone_place, well_formed


@pytest.mark.parametrize("word", ["khẩu", "nghiêng", "quên", "được", "uống", "giấy", "thuở", "ở", "y", "mat", "cước"])
def test_syllables_are_recognised(word: str) -> None:
    assert well_formed(word)


@pytest.mark.parametrize("word", ["vneid", "khaaur", "mậtt", "zalo", "mưc", "đc", "ngh", "qrcode"])
def test_other_words_are_not_syllables(word: str) -> None:
    assert not well_formed(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khaaur", "khẩu"),
        ("maatj", "mật"),
        ("dduwowcj", "được"),
        ("tieengs", "tiếng"),
        ("hoaf", "hòa"),
        ("quene", "quên"),
    ],
)
def test_telex_keys_become_a_syllable(typed: str, meant: str) -> None:
    assert old_tone_place(from_telex(typed) or "") == meant


@pytest.mark.parametrize("word", ["an", "toi", "hello", "xyz"])
def test_words_without_telex_keys_are_left_alone(word: str) -> None:
    assert from_telex(word) is None


def test_one_spelling_for_two() -> None:
    assert [old_tone_place(word) for word in ("hoà", "khoẻ", "thuỷ", "quý", "mua")] == [
        "hòa", "khỏe", "thủy", "quý", "mua",
    ]  # fmt: skip


def test_accents_are_seen() -> None:
    assert accented("đi")
    assert not accented("di")
