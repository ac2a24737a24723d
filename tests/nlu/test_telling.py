"""A long text is embedded by the words that say most."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.telling import WORDS, Telling

TEXTS = [
    *(f"cho tôi hỏi {what}" for what in ("quên mật khẩu", "mất mật khẩu", "lấy lại mật khẩu", "đổi mật khẩu")),
    *(f"cho tôi hỏi {what}" for what in ("khai sinh ở đâu", "khai sinh cho con", "giấy khai sinh", "khai sinh muộn")),
]
TELLING = Telling.learn(TEXTS, ["quen"] * 4 + ["khai_sinh"] * 4)


def test_words_of_one_intent_say_more_than_words_of_all() -> None:
    assert TELLING.worth["khẩu"] > TELLING.worth["quên"] > TELLING.worth["tôi"] == 0


def test_a_short_text_stays_but_for_its_marks() -> None:
    assert TELLING.shortened("khai sinh , mất mật khẩu") == "khai sinh mất mật khẩu"


def test_of_a_long_text_the_telling_words_stay_in_their_order() -> None:
    long = "cho tôi hỏi cho tôi hỏi cho tôi hỏi cho tôi hỏi khai sinh ở quận nào"
    assert TELLING.shortened(long).split()[-5:] == ["khai", "sinh", "ở", "quận", "nào"]


@given(st.lists(st.sampled_from([*TELLING.worth, ",", "gì", "2"]), max_size=60))
def test_any_text_keeps_words_of_its_own_in_order(words: list[str]) -> None:
    kept = TELLING.shortened(" ".join(words)).split()
    assert len(kept) == min(WORDS, sum(word != "," for word in words))
    rest = iter(words)
    assert all(word in rest for word in kept)


def test_is_the_same_after_being_stored(tmp_path: Path) -> None:
    TELLING.save(tmp_path)
    assert Telling.load(tmp_path) == TELLING
