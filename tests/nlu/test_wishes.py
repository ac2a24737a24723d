"""A wish that is denied, and a second wish, in one message."""

from __future__ import annotations

import pytest

from bot.nlu.ambiguity import LEAST, Ambiguity
from bot.nlu.calibration import Band
from bot.nlu.understanding import Understood
from bot.nlu.wishes import Wishes, wishes_of

GUIDES = ("khai_sinh", "bhyt_dien_tu", "vneid_muc_1", "vneid_muc_2")
WORDS = {"khai sinh": "khai_sinh", "thẻ bảo hiểm": "bhyt_dien_tu", "mức 1": "vneid_muc_1", "mức 2": "vneid_muc_2"}


def _by_first_word(text: str) -> Understood:
    """Sure of the guide whose words come first; thanks for thanks; lost otherwise."""
    places = {text.find(words): guide for words, guide in WORDS.items() if words in text}
    if places:
        first = places[min(places)]
        rest = [(guide, 0.01) for guide in GUIDES if guide != first]
        return Understood(((first, 0.97), *rest), Band.SURE)
    if "cảm ơn" in text:
        return Understood((("thanks", 0.9), ("khai_sinh", 0.1)), Band.SURE)
    return Understood((("khai_sinh", 0.2), ("thanks", 0.1)), Band.LOST)


def _read(text: str) -> Wishes:
    return wishes_of(text, GUIDES, _by_first_word, _by_first_word)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("làm khai sinh rồi làm luôn thẻ bảo hiểm y tế", "khai_sinh", "bhyt_dien_tu"),
        ("khai sinh cho cháu và làm thẻ bảo hiểm", "khai_sinh", "bhyt_dien_tu"),
        ("đăng ký khai sinh cho con", "khai_sinh", None),
        ("khai sinh cho con và khai sinh cho cháu", "khai_sinh", None),
        ("không phải mức 1 , mức 2 cơ", "vneid_muc_2", None),
        ("làm mức 2 chứ không phải mức 1", "vneid_muc_2", None),
        ("không phải mức 1 mà là mức 2 ấy", "vneid_muc_2", None),
    ],
)
def test_wishes(text: str, first: str, second: str | None) -> None:
    found = _read(text)
    assert (found.first.intent, found.second) == (first, second)


def test_a_denial_without_another_wish_changes_nothing() -> None:
    assert _read("không phải trả tiền khai sinh à").first.intent == "khai_sinh"


def test_a_short_question_that_two_guides_hold_alike_has_rivals() -> None:
    texts = [("quên mật khẩu vneid", "vneid_quen_mat_khau"), ("quên mật khẩu vssid", "vssid")]
    ambiguity = Ambiguity.learn(LEAST * texts, {"vneid_quen_mat_khau", "vssid"})
    assert set(ambiguity.rivals("quên mật khẩu")) == {"vneid_quen_mat_khau", "vssid"}
    assert ambiguity.rivals("quên mật khẩu vssid") == []
    assert ambiguity.rivals("") == []
