"""What is being done now: a moving line in a terminal, plain lines with the time in a log."""

from __future__ import annotations

import sys
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Display:
    """`with Display(steps) as display: display.tell("Warming up", 0)`."""

    def __init__(self, steps: int) -> None:
        self._console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self._console, disable=not self._console.is_terminal)
        self._task = self._progress.add_task("", total=steps)

    def __enter__(self) -> Display:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def tell(self, what: str, steps: int) -> None:
        """Shows what is done now, and that so many steps more were taken."""
        self._progress.update(self._task, description=what, advance=steps)
        if not self._console.is_terminal:
            print(f"{datetime.now():%H:%M:%S} {what}", file=sys.stderr, flush=True)
