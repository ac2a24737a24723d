"""What holds for every message, tried on made-up ones of every script."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import HOME
from bot.nlu.calibration import Band
from bot.nlu.dictionaries import Dictionaries
from bot.nlu.entities import Rules
from bot.nlu.language import language_of
from bot.nlu.model import IntentModel
from bot.nlu.normaliser import Normaliser
from bot.nlu.segmentation import words
from bot.nlu.understanding import Examples

pytestmark = pytest.mark.thorough

WORDS = [
    "quên", "mật khẩu", "quen", "mk", "maatj", "khaaur", "vneid", "mức 2", "mần răng", "hổng", "đc", "5 triệu", "VCB",
    "Đồng Tháp", "không phải", "mà", "rồi", "và", ",", ".", "?", "\u200b", "🙂", "مرحبا", "你好", "how do i", "reset",
    "a\u0302\u0301", "Ⅷ", "\ufeff", "\x00", "\ud800", "%s", "<b>", "{x}", "\\", "khônggggg", "1tr5", "1.000.000đ", "\n",
]  # fmt: skip
MESSAGES = st.one_of(
    st.text(max_size=120),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=20).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=20).map("".join),
    st.sampled_from(WORDS).map(lambda word: word * 5000),
)
INTENTS = {
    "vneid_quen_mat_khau": [
        "quên mật khẩu vneid",
        "quên passcode",
        "lấy lại mật khẩu",
        "không nhớ mật khẩu",
        "quên mã",
    ],
    "vneid_muc_2": ["đăng ký mức 2", "lên mức 2 ở đâu", "định danh mức 2", "làm mức hai", "mức 2 cần gì"],
    "thanks": ["cảm ơn", "cảm ơn nhiều", "cảm ơn cháu", "tốt quá cảm ơn", "đa tạ"],
    "out_of_scope": ["giá vàng hôm nay", "trời mưa không", "kết quả bóng đá", "nấu phở", "đặt vé máy bay"],
}


@lru_cache(maxsize=1)
def _learned() -> tuple[Normaliser, IntentModel, Rules]:
    pairs = [(text, intent) for intent, texts in INTENTS.items() for text in texts]
    dictionaries = HOME / "nlu_data" / "dictionaries"
    normaliser = Normaliser.learn([text for text, _ in pairs], Dictionaries.read(dictionaries))
    texts = [normaliser.normalise(text).text for text, _ in pairs]
    guides = {"vneid_quen_mat_khau", "vneid_muc_2"}
    examples = Examples(texts, [intent for _, intent in pairs], held=range(0, len(texts), 5), guides=guides)
    model = IntentModel.train(examples)
    return normaliser, model, Rules.read(dictionaries / "names.yml")


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_every_message_gets_a_ranking_and_a_band(message: str) -> None:
    normaliser, model, _ = _learned()
    normalised = normaliser.normalise(message)
    found = model.read(normalised.text).first
    assert {name for name, _ in found.ranking} == set(INTENTS)
    assert sum(chance for _, chance in found.ranking) == pytest.approx(1, abs=1e-3)
    assert list(found.ranking) == sorted(found.ranking, key=lambda entry: -entry[1])
    assert found.band in Band
    assert normalised.language in ("vi", "en")


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing_that_is_shown(message: str) -> None:
    normalised = _learned()[0].normalise(message).text
    assert normalised == unicodedata.normalize("NFC", normalised)
    assert not [char for char in normalised if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Mn")]
    assert normalised == " ".join(normalised.split())


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_invisible_characters_change_no_meaning(message: str) -> None:
    normaliser = _learned()[0]
    visible = message.replace("\u200b", "").replace("\ufeff", "")
    assert normaliser.normalise("\u200b".join(visible[:200])).text == normaliser.normalise(visible[:200]).text


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_details_stand_where_they_say(message: str) -> None:
    for detail in _learned()[2].find(message):
        assert 0 <= detail.start < detail.end <= len(message)
        assert detail.value


@given(MESSAGES)
@settings(max_examples=150, deadline=None)
def test_words_are_in_order_and_inside(message: str) -> None:
    end = 0
    for start, stop in words(message):
        assert end <= start < stop <= len(message)
        end = stop


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_a_vietnamese_letter_makes_it_vietnamese(message: str) -> None:
    assert language_of(message + " đăng ký ở đâu") == "vi"
