"""The composition root of `bot run`: database, gateway, training, workers."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process

import structlog

from bot.errors import ModelMissing
from bot.gateway import open_gateway, told_to_stop
from bot.nlu.training import fresh_model
from bot.settings import Settings
from bot.storage.database import database_url
from bot.supervisor import Supervisor, child_command, child_environment

log = structlog.get_logger(__name__)


async def run_gateway(settings: Settings) -> None:
    """The gateway alone, until told to stop."""
    async with open_gateway(settings, database_url(settings)):
        await told_to_stop()


async def run_everything(settings: Settings) -> None:
    """Gateway and workers, until told to stop; the workers finish the turns in hand, then the gateway closes."""
    url = database_url(settings)
    stopping = asyncio.create_task(told_to_stop())
    async with open_gateway(settings, url):
        environment = child_environment(url)
        if not await _trained(settings, environment, stopping):
            return
        workers = Supervisor(child_command("worker"), environment, settings.workers)
        workers.start()
        await stopping
        await workers.stop()


async def _trained(settings: Settings, environment: dict[str, str], stopping: asyncio.Task[None]) -> bool:
    """Trains in a child process when there is no fresh model; False when told to stop meanwhile.

    Raises ModelMissing when the training ends without a model.
    """
    if fresh_model(settings.var_dir) is not None:
        return True
    log.info("no fresh model: training before the first answer")
    child = await asyncio.create_subprocess_exec(*child_command("train"), env=environment)
    trained = asyncio.create_task(_ended(child))
    await asyncio.wait([trained, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not trained.done():
        child.terminate()
        await trained
        return False
    if fresh_model(settings.var_dir) is None:
        raise ModelMissing("Training ended without a model; its messages stand above.")
    return True


async def _ended(child: Process) -> None:
    await child.wait()
