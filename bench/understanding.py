"""`python -m bench.understanding`: we and Rasa's stock pipeline, same examples, same questions, in one run."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer

from bench.project import write_project
from bot.nlu.figures import Figures
from bot.nlu.parsing import Parser
from bot.nlu.questions import judged, read_questions
from bot.nlu.training import quiet_rasa

HOME = Path(__file__).resolve().parent.parent
QUESTIONS = HOME / "nlu_data" / "eval" / "citizen_questions_dev.tsv"
STOCK, OURS = "Rasa's stock pipeline", "ours"


@dataclass(frozen=True)
class Result:
    """`train_s`: processor seconds; `p50_ms`, `p95_ms`: a question alone; `resident_mb`: the process that parses."""

    figures: dict[str, Any]
    train_s: float
    p50_ms: float
    p95_ms: float
    resident_mb: int


def bench(
    epochs: int = typer.Option(40, help="Epochs of Rasa's DIETClassifier; its default is 100."),
    questions: Path = typer.Option(QUESTIONS, help="A file of questions with the columns text, expected, form."),
    output: Path = typer.Option(HOME / "bench" / "understanding.json", help="Where the figures go as JSON."),
) -> None:
    """Trains both on today's guides and examples, asks both the same questions; see docs/benchmarks.md."""
    questions, output = questions.absolute(), output.absolute()
    os.chdir(HOME)
    with tempfile.TemporaryDirectory(prefix="bench_") as folder:
        results = {
            OURS: _measured(Path(folder) / "ours", questions, 0),
            STOCK: _measured(Path(folder) / "stock", questions, epochs),
        }
    found = {"epochs": epochs, **{name: asdict(result) for name, result in results.items()}}
    output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _measured(folder: Path, questions: Path, epochs: int) -> Result:
    """Trains in one child process and asks in another, so that neither the memory nor the time of one counts twice."""
    folder.mkdir(parents=True)
    before = _processor_seconds()
    model = _trained_stock(folder, epochs) if epochs else _trained_ours(folder)
    trained = _processor_seconds() - before
    asked = _child("-c", f"from bench.understanding import ask; ask({str(model)!r}, {str(questions)!r})")
    return Result(train_s=round(trained, 1), **json.loads(asked.splitlines()[-1]))


def _trained_ours(folder: Path) -> Path:
    _child("-c", f"from pathlib import Path; from bot.nlu.training import train; train(Path({str(folder)!r}), print)")
    return next((folder / "models").glob("*.tar.gz"))


def _trained_stock(folder: Path, epochs: int) -> Path:
    write_project(HOME, folder)
    config = folder / "config.yml"
    text = config.read_text(encoding="utf-8").replace("epochs: 1\n", f"epochs: {epochs}\n", 1)
    config.write_text(text.split("  - name: ResponseSelector")[0], encoding="utf-8")
    words = ["train", "nlu", "--nlu", "data", "--fixed-model-name", "stock", "--out", "models"]
    _child("-W", "ignore", "-m", "rasa", *words, folder=folder)
    return folder / "models" / "stock.tar.gz"


def _child(*words: str, folder: Path = HOME) -> str:
    """What a Python child prints. Raises CalledProcessError when it fails; its messages stand on our standard error."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(HOME),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ask(model: str, questions: str) -> None:
    """Asks `model` every question of a file and prints the figures as one line of JSON; runs in a child process."""
    warnings.simplefilter("ignore")  # the libraries' notes to their own authors
    quiet_rasa()
    parser = Parser(Path(model), HOME)
    asked = read_questions(Path(questions))
    parser.parse(asked[0].text)  # the first question also loads what is loaded late
    found, seconds = [], []
    for question in asked:
        began = time.perf_counter()
        parsed = parser.parse(question.text)
        seconds.append(time.perf_counter() - began)
        found.append(judged(question, parsed))
    seconds.sort()
    result = {
        "figures": Figures.of(found).summary(),
        "p50_ms": round(1000 * seconds[len(seconds) // 2], 2),
        "p95_ms": round(1000 * seconds[int(0.95 * len(seconds))], 2),
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    typer.run(bench)
