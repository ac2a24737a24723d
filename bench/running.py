"""The composition root: trains both models, starts both bots, measures, reports."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bench.display import Display
from bench.environment import environment, foreign_settings
from bench.machine import load, machine
from bench.measuring import Measured, Measuring
from bench.ours import Ours
from bench.plan import FULL, QUICK, Plan
from bench.processes import Broken, Child
from bench.stock import Stock
from bot.logs import set_up_logs
from bot.nlu.training import fresh_model
from bot.settings import Settings


async def run(home: Path, quick: bool) -> tuple[Measured, dict[str, Any]]:
    """Everything measured, and the machine it was measured on. Raises Broken when a process fails."""
    foreign = foreign_settings(home / ".env")
    if foreign:
        raise Broken(f".env sets {', '.join(foreign)}: move it away while measuring")
    about = {**machine(), "quick": quick}
    plan = QUICK if quick else FULL
    folder = _temporary_folder()
    set_up_logs(Settings(var_dir=folder, log_level="warning"))
    with Display(sum(len(turns) for _, turns in plan.blocks)) as display:
        found = await _measured(home, folder, plan, display)
    return found, {**about, "load_after": load()}


async def _measured(home: Path, folder: Path, plan: Plan, display: Display) -> Measured:
    async with AsyncExitStack() as stack:
        display.tell("Training our model, unless there is a fresh one", 0)
        ours = Ours(home, _new(folder / "ours"), await _our_model(home, folder))
        stock = Stock(home, _new(folder / "stock"), home / "var" / "bench")
        model = stock.prepare()
        if not model.exists():
            display.tell("Training stock Rasa, which takes minutes", 0)
            await stock.train(model)
        display.tell("Starting both", 0)
        stack.push_async_callback(stock.stop)
        await stock.start(model)
        stack.push_async_callback(ours.stop)
        await ours.start()
        return await Measuring(stock, ours, plan, display.tell).run()


async def _our_model(home: Path, folder: Path) -> Path:
    """Raises Broken when training gives none."""
    settings = environment(VAR_DIR=str(home / "var"))
    child = Child([sys.executable, "-m", "bot", "train"], home, settings, folder / "train.log")
    await child.start()
    await child.finish()
    model = fresh_model(home / "var", home)
    if model is None:
        raise Broken("there is no model after training; were guides edited meanwhile?")
    return model.resolve()


def _temporary_folder() -> Path:
    """Removed at the very end: the embedded PostgreSQL in it stops when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
