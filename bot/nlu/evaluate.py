"""`bot evaluate`: asks a trained model the questions of a file, shows the figures and writes the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.errors import ModelMissing
from bot.nlu.crossvalidation import cross_validate
from bot.nlu.parsing import Parser
from bot.nlu.questions import Judged, Question, judged, read_questions
from bot.nlu.report import show, write_page
from bot.nlu.training import fresh_model


def evaluate(
    files: Sequence[Path],
    var_dir: Path,
    home: Path = Path(),
    model: Optional[Path] = None,
    folds: int = 0,
    console: Optional[Console] = None,
) -> Path:
    """Evaluates `model` (or the fresh one) on `files`, and the training examples in `folds` folds beside (0: not).

    Prints to `console` and returns the path of the HTML report, `var_dir/evaluation.html`. Raises ModelMissing when
    there is no trained model, ValueError when a file has no such columns.
    """
    console = console or Console()
    questions = {path.stem: read_questions(path) for path in files}
    parser = Parser(_model(model, var_dir, home), home)
    try:
        sets = {name: ask(parser, name, of, console) for name, of in questions.items()}
    finally:
        parser.close()
    if folds:
        sets[f"training examples, {folds} folds"] = _folds(home, folds, console)
    for name, judgements in sets.items():
        show(console, name, judgements)
    page = var_dir / "evaluation.html"
    write_page(page, sets)
    console.print(f"Report: {page}", highlight=False, soft_wrap=True)
    return page


def ask(parser: Parser, name: str, questions: Sequence[Question], console: Console) -> list[Judged]:
    """Asks every question, with a progress bar when `console` is a terminal."""
    with _bar(console) as progress:
        return [judged(one, parser.parse(one.text)) for one in progress.track(questions, description=name)]


def _model(model: Optional[Path], var_dir: Path, home: Path) -> Path:
    path = model or fresh_model(var_dir, home)
    if path is None:
        raise ModelMissing("There is no model for today's guides and examples. Run: bot train")
    return path


def _folds(home: Path, folds: int, console: Console) -> list[Judged]:
    with _bar(console) as progress:
        task = progress.add_task("cross-validation", total=folds)
        return cross_validate(home, folds, told=lambda done, _: progress.update(task, completed=done))


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)
