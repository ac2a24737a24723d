"""The evaluation as one HTML page that needs nothing else, and as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.nlu.figures import Figures
from bot.nlu.pictures import calibration_curve, confusion_matrix
from bot.nlu.questions import Judged

WORST = 15
"""Wrong pairs that the terminal shows; the page shows all."""
_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse;margin:1rem 0}"
    "td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}td+td{text-align:right}svg{overflow:visible}"
)

Rows = Iterable[Sequence[object]]


def write_page(path: Path, sets: dict[str, list[Judged]]) -> None:
    """Writes the report of several question sets (name → judged questions) to `path`."""
    parts = [_section(name, judged) for name, judged in sets.items()]
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Understanding</title>'
        f"<style>{_STYLE}</style></head><body><h1>How well questions are understood</h1>\n"
        f"{''.join(parts)}</body></html>\n"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _section(name: str, judged: list[Judged]) -> str:
    figures = Figures.of(judged)
    intents = sorted(figures.by_intent.items(), key=lambda item: item[1][1])
    return (
        f"<h2>{escape(name)}</h2>"
        + _table(("measure", "figure"), _headline(figures))
        + "<h3>By form</h3>"
        + _table(("form", "questions", "right %"), [(form, *values) for form, values in figures.by_form.items()])
        + "<h3>Confidence against truth</h3>"
        + calibration_curve(figures.curve)
        + "<h3>Confusion matrix</h3>"
        + confusion_matrix(judged)
        + "<h3>Wrong pairs</h3>"
        + _table(("expected", "found", "questions"), figures.wrong_pairs)
        + "<h3>By intent, the worst first</h3>"
        + _table(("intent", "questions", "recall %", "F1 %"), [(intent, *values) for intent, values in intents])
    )


def _headline(figures: Figures) -> list[tuple[str, object]]:
    count, rejected = figures.out_of_scope
    return [
        ("questions", figures.count),
        ("right at first, %", figures.first),
        ("right among the first three, %", figures.first_three),
        ("right, or asked back with the right one, %", figures.acceptable),
        ("macro F1, %", figures.macro_f1),
        *((f"{name}, %", value) for name, value in figures.bands.items()),
        ("in scope but given up, %", figures.in_scope_given_up),
        (f"out of scope ({count}) not answered, %", rejected),
    ]


def _table(head: Sequence[str], rows: Rows) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def show(console: Console, name: str, judged: list[Judged]) -> None:
    """Prints the same, shortened, in the terminal."""
    figures = Figures.of(judged)
    console.print(_rich(name, ("measure", "figure"), _headline(figures)))
    console.print(_rich("By form", ("form", "questions", "right %"), [(f, *v) for f, v in figures.by_form.items()]))
    intents = sorted(figures.by_intent.items(), key=lambda item: item[1][2])[:WORST]
    console.print(_rich("Worst intents", ("intent", "questions", "recall %", "F1 %"), [(n, *v) for n, v in intents]))
    curve = [(f"{100 * said:.0f}", f"{100 * right:.0f}", count) for said, right, count in figures.curve]
    console.print(_rich("Confidence against truth", ("confidence %", "right %", "questions"), curve))
    if figures.wrong_pairs:
        console.print(_rich("Wrong pairs", ("expected", "found", "questions"), figures.wrong_pairs[:WORST]))


def _rich(title: str, head: Sequence[str], rows: Rows) -> Table:
    table = Table(*head, title=title, title_justify="left")
    for row in rows:
        table.add_row(*map(str, row))
    return table
