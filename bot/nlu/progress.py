"""Training with something to look at: a moving line in a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.nlu.training import fresh_model, train


def train_with_progress(var_dir: Path, home: Path) -> Path:
    """The fresh model; trained now when there is none, with progress on standard error."""
    found = fresh_model(var_dir, home)
    if found is not None:
        return found
    began = time.monotonic()
    console = Console(stderr=True)
    if not console.is_terminal:
        model = train(var_dir, lambda what: print(f"bot train: {what}", file=sys.stderr, flush=True), home)
    else:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Training the model (about a minute)")
            model = train(var_dir, lambda what: progress.update(task, description=what), home)
    console.print(f"Trained in {time.monotonic() - began:.0f} s: {model.name}")
    return model
