"""The worker process: loads the model, then attends to messages from the queue until told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Optional, TextIO

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.admission import Admission
from bot.attendant import Attendant
from bot.desk.board import Board
from bot.desk.hours import Clock
from bot.dialogue.turn import Mind
from bot.given import Given
from bot.logs import Pseudonyms
from bot.queue import Queue
from bot.retention import Kept
from bot.settings import Settings, secret_key
from bot.storage.asked import Asked
from bot.storage.database import open_engine
from bot.storage.retention import Deleted, delete_old
from bot.storage.turns import open_turns
from connectors import open_connectors

log = structlog.get_logger(__name__)

CONCURRENCY = 16
"""Turns in hand at once: most of a turn's time is waiting for the database and the platforms."""

RECOVERY_EVERY = 2.0
"""Seconds between two looks for jobs of dead workers."""


async def run_worker(settings: Settings, url: str, model: Path, ready_fd: Optional[int]) -> None:
    """Works until SIGTERM or SIGINT, then finishes the turns in hand; a byte to `ready_fd` says that it began."""
    engine = open_engine(url)
    turns = open_turns(settings, engine, url)
    connectors = open_connectors(settings, turns)
    board = Board(engine, Clock())
    await board.start()
    kept = Kept(settings.conversation_days, settings.unanswered_days)
    mind = Mind(model, kept=kept, desk=board.situation)
    await mind.warm_up()
    asked = Asked(engine)
    admission = Admission(secret_key(settings), asked.of)
    attendant = Attendant(mind, turns, connectors, Pseudonyms(settings), Given(admission, connectors))
    queue = Queue(url, attendant.attend, upkeep=partial(_keep_up, engine, kept), understand=mind.understand)
    await queue.open()
    for connector in connectors.values():
        await connector.start(None)
    log.info("worker ready", model=model.name)
    if ready_fd is not None:
        os.write(ready_fd, b"!")
        os.close(ready_fd)
    try:
        await _work_until_told_to_stop(queue, supervised=ready_fd is not None)
    finally:
        for connector in connectors.values():
            await connector.stop()
        await board.stop()
        await queue.close()
        await asked.finish()
        await engine.dispose()


async def _keep_up(engine: AsyncEngine, kept: Kept) -> None:
    deleted = await delete_old(engine, kept, datetime.now(timezone.utc))
    if deleted != Deleted():
        log.info("deleted what is old", **asdict(deleted))


async def _work_until_told_to_stop(queue: Queue, supervised: bool) -> None:
    loop = asyncio.get_running_loop()
    working = asyncio.create_task(queue.work(CONCURRENCY))
    recovering = asyncio.create_task(_recover(queue))
    if supervised:
        orphaned = asyncio.create_task(_end_of(sys.stdin))
        orphaned.add_done_callback(lambda _: working.cancel())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        log.info("worker stopped; the turns in hand are finished")
    finally:
        recovering.cancel()


async def _end_of(stream: TextIO) -> None:
    """Returns when the other end of the pipe is closed: the supervisor is gone."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stream)
    await reader.read()


async def _recover(queue: Queue) -> None:
    while True:
        await asyncio.sleep(RECOVERY_EVERY)
        try:
            await queue.recover()
        except Exception:  # a look that failed is only repeated; the queue itself reports a lost database
            log.exception("could not look for jobs of dead workers")
