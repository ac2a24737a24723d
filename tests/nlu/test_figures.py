"""The figures of an evaluation, its pictures and its page."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.nlu.calibration import Band
from bot.nlu.figures import Figures
from bot.nlu.questions import Judged, Question, judged, read_questions
from bot.nlu.report import show, write_page


def _judged(expected: str, ranking: str, band: Band = Band.SURE, form: str = "plain") -> Judged:
    names = ranking.split()
    chances = [0.9, *[0.05] * (len(names) - 1)]
    return Judged(Question("?", tuple(expected.split("|")), form), tuple(zip(names, chances, strict=True)), band)


SET = [
    _judged("a", "a b c d"),
    _judged("a|b", "b a c d", form="typo"),
    _judged("a", "b a c d", Band.UNSURE),
    _judged("b", "a c d b"),
    _judged("b", "c d a b", Band.LOST),
    _judged("out_of_scope", "out_of_scope a b c"),
    _judged("out_of_scope", "a b c d", Band.UNSURE),
    _judged("out_of_scope", "a b c d"),
]


def test_figures() -> None:
    figures = Figures.of(SET)
    assert (figures.count, figures.first, figures.first_three) == (8, 37.5, 50.0)
    assert figures.acceptable == 62.5
    assert figures.bands == {"right": 37.5, "wrong": 25.0, "asked": 25.0, "gave up": 12.5}
    assert figures.in_scope_given_up == 20.0
    assert figures.out_of_scope == (3, 66.7)
    assert figures.by_form == {"plain": (7, 28.6), "typo": (1, 100.0)}
    assert figures.by_intent["b"] == (3, 33.3, 40.0)
    assert ("out_of_scope", "a", 2) in figures.wrong_pairs
    assert figures.curve == [(0.9, 0.375, 8)]


def test_nothing_asked_is_no_error() -> None:
    figures = Figures.of([])
    assert (figures.count, figures.first, figures.macro_f1, figures.curve) == (0, 0.0, 0.0, [])


def test_the_page_holds_the_matrix_as_a_picture(tmp_path: Path) -> None:
    page = tmp_path / "below" / "evaluation.html"
    write_page(page, {"dev <set>": SET})
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 2
    assert 'aria-label="Confusion matrix: expected by found"' in text
    assert "out_of_scope → a: 2" in text
    assert "dev &lt;set&gt;" in text
    assert "<script" not in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_terminal_shows_the_same() -> None:
    console = Console(file=StringIO(), width=120)
    show(console, "dev", SET)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO above
    for words in ("right at first, %", "62.5", "By form", "Worst intents", "Confidence against truth", "Wrong pairs"):
        assert words in text


def test_questions_are_read_with_either_names(tmp_path: Path) -> None:
    dev, hard = tmp_path / "dev.tsv", tmp_path / "hard.tsv"
    dev.write_text('text\texpected\tform\nnói "lại" đi\trepeat|restart\tplain\n', encoding="utf-8")
    hard.write_text("text\tacceptable\tkind\na\tx| y\tnegation\n", encoding="utf-8")
    assert read_questions(dev) == [Question('nói "lại" đi', ("repeat", "restart_guide"), "plain")]
    assert read_questions(hard) == [Question("a", ("x", "y"), "negation")]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("question\tanswer\na\tb\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.tsv.*expected"):
        read_questions(path)


def test_what_bot_parse_prints_can_be_judged() -> None:
    ranking = [
        {"intent": None, "guide": "khai_sinh", "confidence": 0.8},
        {"intent": "greet", "guide": None, "confidence": 0.1},
    ]
    found = judged(Question("?", ("greet",), "plain"), {"ranking": ranking, "band": "unsure"})
    assert (found.found, found.right, found.in_three, found.outcome) == ("khai_sinh", False, True, "asked")
