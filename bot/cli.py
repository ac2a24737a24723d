"""The `bot` command. Heavy imports stand inside the commands, so that each starts as fast as it can."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import warnings
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Optional

import typer

from bot.accept_command import HELP as ACCEPT
from bot.accept_command import accept
from bot.desk_commands import app as desk_commands
from bot.errors import BotError, ModelMissing
from bot.guides.commands import app as guide_commands
from bot.settings import Settings, read_settings
from bot.zalo_commands import app as zalo_commands

HOME = Path(__file__).resolve().parent.parent
"""The project folder: guides, training data, config.yml."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(zalo_commands, name="zalo", help="Nối với Zalo Official Account.")
app.add_typer(desk_commands, name="desk", help="Người của bàn hỗ trợ /desk.")
guide_commands.command(help=ACCEPT)(accept)
app.add_typer(guide_commands, name="guides", help="Kiểm tra, thêm, xem thử các bài hướng dẫn.")


def _begin() -> Settings:
    """Settings, folders and logs, before anything else is imported. Ends the command when a setting is wrong."""
    warnings.simplefilter("ignore")  # the libraries' notes to their own authors; ours are errors in the tests
    try:
        settings = read_settings(dict(os.environ), HOME)
    except BotError as error:
        raise typer.Exit(_complain(error)) from error
    os.chdir(HOME)
    metrics = settings.var_dir.resolve() / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(metrics))
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # its notes are not JSON
    from bot.logs import set_up_logs

    set_up_logs(settings)
    return settings


def _complain(error: Exception) -> int:
    typer.echo(f"bot: {error}", err=True)
    return 1


@app.command()
def run() -> None:
    """Everything on this machine: the gateway here, workers as child processes, training first if need be."""
    settings = _begin()
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True)
    from bot.running import run_everything

    _finish(run_everything(settings))


@app.command()
def gateway() -> None:
    """Only the gateway: takes messages in; workers run elsewhere."""
    settings = _begin()
    from bot.running import run_gateway

    _finish(run_gateway(settings))


@app.command()
def worker(
    model: Optional[Path] = typer.Option(None, help="The model to load; by default the fresh one."),
    ready_fd: Optional[int] = typer.Option(None, hidden=True, help="Where to write a byte when messages are taken."),
) -> None:
    """Only one worker: answers what gateways queue."""
    settings = _begin()
    from bot.storage.database import database_url
    from bot.worker import run_worker

    _finish(run_worker(settings, database_url(settings), model or _model(settings), ready_fd))


@app.command()
def train() -> None:
    """Trains the model from guides/ and nlu_data/, unless a fresh one exists."""
    settings = _begin()
    from bot.nlu.progress import train_with_progress

    try:
        typer.echo(train_with_progress(settings.var_dir, HOME))
    except BotError as error:
        raise typer.Exit(_complain(error)) from error


@app.command()
def chat() -> None:
    """A citizen in the terminal: type a question, a number picks an option, Ctrl-D ends."""
    settings = _begin()
    from bot.chat import chat_in_terminal

    _finish(chat_in_terminal(_model(settings)))


@app.command()
def parse() -> None:
    """Understands one question a line on standard input: one JSON object a line on standard output."""
    settings = _begin()
    from bot.nlu.parsing import Parser

    parser = Parser(_model(settings), HOME)
    for line in sys.stdin:
        print(json.dumps(parser.parse(line.rstrip("\n")), ensure_ascii=False), flush=True)


@app.command()
def evaluate(
    files: list[Path] = typer.Argument(..., exists=True, help="TSV: columns text, expected (or acceptable), form."),
    model: Optional[Path] = typer.Option(None, help="The model to ask; by default the fresh one."),
    folds: int = typer.Option(0, help="Beside it, cross-validate the training examples in so many folds, e.g. 5."),
) -> None:
    """Asks the model the questions of files: accuracy, bands, confusions; tables here, an HTML report under VAR_DIR."""
    files = [path.absolute() for path in files]
    settings = _begin()
    from bot.nlu.evaluate import evaluate as evaluate_files

    try:
        evaluate_files(files, settings.var_dir, HOME, model, folds)
    except (BotError, ValueError, OSError) as error:
        raise typer.Exit(_complain(error)) from error


def _model(settings: Settings) -> Path:
    from bot.nlu.training import fresh_model

    model = fresh_model(settings.var_dir, HOME)
    if model is None:
        raise typer.Exit(_complain(ModelMissing("There is no model for today's guides. Run `make train` first.")))
    return model


def _finish(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except BotError as error:
        raise typer.Exit(_complain(error)) from error
