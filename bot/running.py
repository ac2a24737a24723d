"""The composition root of `bot run`: database, gateway, training, workers, and a new model when the guides change."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from pathlib import Path
from typing import Optional

import structlog
from watchfiles import awatch

from bot.errors import ModelMissing
from bot.gateway import open_gateway, told_to_stop
from bot.guides.checks import check_folder
from bot.nlu.training import fresh_model
from bot.settings import Settings
from bot.supervisor import Supervisor, child_command, child_environment

log = structlog.get_logger(__name__)

WATCHED = ("guides", "nlu_data", "config.yml", "domain.yml")
"""What a model is made from, in the project folder."""


async def run_gateway(settings: Settings) -> None:
    """The gateway alone, until told to stop."""
    async with open_gateway(settings):
        await told_to_stop()


async def run_everything(settings: Settings) -> None:
    """Gateway and workers, until told to stop; the workers finish the turns in hand, then the gateway closes.

    Raises ModelMissing when there is no model and training does not give one.
    """
    async with open_gateway(settings) as gateway:
        serving = asyncio.create_task(_serve(settings, child_environment(gateway.url)))
        stopping = asyncio.create_task(told_to_stop())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        serving.cancel()
        await _over(serving)


async def _serve(settings: Settings, environment: dict[str, str]) -> None:
    """Trains if need be, keeps workers running, and gives them a new model whenever the training data change."""
    model = await _trained(settings, environment)
    if model is None:
        raise ModelMissing("Training ended without a model; its messages stand above.")
    workers = Supervisor(_worker(model), environment, settings.workers)
    workers.start()
    try:
        async for _changes in awatch(*WATCHED):
            await _take_in_changes(settings, environment, workers)
    finally:
        await workers.stop()


async def _take_in_changes(settings: Settings, environment: dict[str, str], workers: Supervisor) -> None:
    """A change of words needs no new model; an invalid file is waited for; other changes are trained."""
    model = await _fresh_model(settings)
    if model is not None and workers.runs(_worker(model)):
        return
    if check_folder(Path("guides"))[1]:
        log.error("guides with mistakes are not trained; see /health or `bot guides check`")
        return
    log.info("training data changed: training a new model")
    model = await _trained(settings, environment)
    if model is None:
        log.error("training failed; the model in service stays")
    elif await workers.replace(_worker(model)):
        log.info("the new model is in service", model=model.name)


async def _trained(settings: Settings, environment: dict[str, str]) -> Optional[Path]:
    """The fresh model, trained in a child process when there is none."""
    found = await _fresh_model(settings)
    if found is not None:
        return found
    log.info("no fresh model: training")
    child = await asyncio.create_subprocess_exec(*child_command("train"), env=environment)
    await _ended(child)
    return await _fresh_model(settings)


async def _fresh_model(settings: Settings) -> Optional[Path]:
    """Every guide is read to tell: a second in which the gateway goes on answering."""
    return await asyncio.to_thread(fresh_model, settings.var_dir)


def _worker(model: Path) -> list[str]:
    return child_command("worker", "--model", str(model))


async def _ended(child: Process) -> None:
    try:
        await child.wait()
    except asyncio.CancelledError:
        child.terminate()
        await child.wait()
        raise


async def _over(task: asyncio.Task[None]) -> None:
    try:
        await task
    except asyncio.CancelledError:
        log.info("stopped")
