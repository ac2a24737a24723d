"""`python -m bench`: the whole measurement by one word. Heavy imports stand inside, so that --help is fast."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import warnings
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import typer

HOME = Path(__file__).resolve().parent.parent

Result = TypeVar("Result")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def bench(
    quick: bool = typer.Option(False, help="A smoke run of a few minutes: fewer conversations, none of 500 turns."),
    output: Path = typer.Option(HOME / "bench" / "results.json", help="Where the figures go as JSON."),
) -> None:
    """Measures this bot beside stock Rasa on this machine, in one run; see docs/benchmarks.md."""
    warnings.simplefilter("ignore")  # the libraries' notes to their own authors
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1", RASA_TELEMETRY_ENABLED="false")
    output = output.absolute()
    os.chdir(HOME)
    from bench.processes import Broken
    from bench.report import as_json, show
    from bench.running import run

    try:
        found, machine = asyncio.run(_until_told_to_stop(run(HOME, quick)))
    except asyncio.CancelledError:
        raise typer.Exit(1) from None
    except Broken as error:
        typer.echo(f"bench: {error}", err=True)
        raise typer.Exit(1) from error
    show(found)
    output.write_text(json.dumps(as_json(found, machine), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"Written to {output.name}")


async def _until_told_to_stop(work: Coroutine[Any, Any, Result]) -> Result:
    """SIGTERM ends the measured processes too, as Ctrl-C does."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


if __name__ == "__main__":
    app(prog_name="bench")
