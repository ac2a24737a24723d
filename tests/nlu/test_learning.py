"""What is learned from a handful of examples, how sure it is, and that it is the same after being stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.cli import HOME
from bot.nlu.calibration import Band, Calibration
from bot.nlu.dense import Dense
from bot.nlu.dictionaries import Dictionaries
from bot.nlu.examples import Corpus
from bot.nlu.holding import hurried, is_held
from bot.nlu.linear import ENOUGH, LIFT, lifts_of
from bot.nlu.model import IntentModel
from bot.nlu.noise import FORMS, Noise
from bot.nlu.understanding import Examples, Understanding

TEXTS = {
    "quen": ["quên mật khẩu", "không nhớ mật khẩu", "lấy lại mật khẩu", "quên mất mã", "mật khẩu là gì tôi quên"],
    "muc_2": ["đăng ký mức 2", "lên mức 2", "làm mức 2 ở đâu", "mức 2 cần giấy gì", "định danh mức 2"],
    "out_of_scope": ["giá vàng", "trời mưa", "bóng đá tối qua", "nấu phở", "vé máy bay"],
}
PAIRS = [(text, intent) for intent, texts in TEXTS.items() for text in texts]
EXAMPLES = Examples(
    [text for text, _ in PAIRS], [intent for _, intent in PAIRS], held=range(0, 15, 5), guides={"quen", "muc_2"}
)


def test_learns_and_tells_apart() -> None:
    understanding = Understanding.train(EXAMPLES)
    assert understanding.understand("quen mat khau").intent == "quen"
    assert understanding.understand("lam muc 2").intent == "muc_2"


def test_words_never_seen_are_lost() -> None:
    assert Understanding.train(EXAMPLES).understand("zzz qqq").band is Band.LOST
    assert Understanding.train(EXAMPLES).understand("").band is Band.LOST


def test_is_the_same_after_being_stored(tmp_path: Path) -> None:
    model = IntentModel.train(EXAMPLES)
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    assert again.guides == {"quen", "muc_2"}
    for text in ("quên mật khẩu", "mức 2 ở đâu", "giá vàng", ""):
        before, after = model.read(text).first, again.read(text).first
        assert (before.intent, before.band) == (after.intent, after.band)
        assert before.confidence == pytest.approx(after.confidence, abs=1e-2)


def test_dense_learns_from_directions(tmp_path: Path) -> None:
    random = np.random.RandomState(0)
    centres = random.randn(3, 16)
    rows = np.concatenate([centres[[number]] + 0.1 * random.randn(20, 16) for number in range(3)]).astype(np.float32)
    intents = [name for name in "abc" for _ in range(20)]
    dense, _ = Dense.train(rows, intents)
    assert [dense.intents[column] for column in dense.scores(rows).argmax(axis=1)] == intents
    dense.save(tmp_path)
    assert np.allclose(Dense.load(tmp_path).scores(rows), dense.scores(rows), atol=2e-2)


def test_the_part_that_is_not_held_out_is_what_training_without_the_rest_gives() -> None:
    rows = np.random.RandomState(1).randn(40, 16).astype(np.float32)
    intents = [name for name in "ab" for _ in range(20)]
    held = {3, 12, 25, 31}
    kept = [row for row in range(40) if row not in held]
    rows[kept] -= rows[kept].mean(axis=0)
    rows[[12, 31]] = -rows[[3, 25]]  # so that the centre is the same with and without
    whole, part = Dense.train(rows, intents, held)
    alone, _ = Dense.train(rows[kept], [intents[row] for row in kept])
    assert np.allclose(part.scores(rows), alone.scores(rows), atol=1e-4)
    assert not np.allclose(part.scores(rows), whole.scores(rows), atol=1e-2)


def test_sure_begins_where_mistakes_are_rare_enough() -> None:
    """A hundred answers, the least confident five wrong: sure begins above the four that would be too many."""
    scores = np.zeros((100, 3), dtype=np.float32)
    scores[:, 0] = np.linspace(5, 0.1, 100)
    right = [0] * 95 + [1] * 5
    calibration = Calibration.measure(scores, None, right, out=2)
    assert calibration.fused is None
    assert calibration.band(1.0) is Band.SURE
    assert calibration.lost <= calibration.sure
    top = np.exp(scores[:, 0] / calibration.linear)
    chances = top / (top + 2)
    assert sum(calibration.band(float(chance)) is Band.SURE for chance in chances[95:]) <= 1
    assert Calibration.from_json(calibration.to_json()) == calibration


@pytest.mark.thorough
def test_about_a_fifth_is_held_out_and_some_of_it_is_hurried() -> None:
    texts = [text for text in Corpus.read(HOME).texts if len(text.split()) > 3]
    held = [text for text in texts if is_held(text)]
    assert 0.17 < len(held) / len(texts) < 0.23
    dictionaries = Dictionaries.read(HOME / "nlu_data" / "dictionaries")
    noise = Noise.of(dictionaries.abbreviations, dictionaries.regional)
    noisy = {text: hurried(text, noise) for text in texts}
    assert all(is_held(text) for text, found in noisy.items() if found)
    assert 0.2 < sum(map(bool, noisy.values())) / len(held) < 0.45


@pytest.mark.parametrize("form", FORMS)
def test_noise_changes_a_long_sentence(form: str) -> None:
    from random import Random

    dictionaries = Dictionaries.read(HOME / "nlu_data" / "dictionaries")
    noise = Noise.of(dictionaries.abbreviations, dictionaries.regional)
    text = "tôi không biết làm thế nào để đăng ký tài khoản định danh điện tử ở đâu vậy bố mẹ ơi"
    assert noise.written(text, form, Random(1)) != text


def test_an_intent_with_few_examples_is_lifted_and_one_with_enough_is_not() -> None:
    intents = ["few"] * 12 + ["enough"] * ENOUGH + ["many"] * 1000
    few, enough, many = lifts_of(("few", "enough", "many"), intents)
    assert few == pytest.approx(LIFT * np.log(ENOUGH / 12))
    assert (enough, many) == (0, 0)
