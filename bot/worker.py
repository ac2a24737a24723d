"""The worker: takes messages from the queue, thinks, writes the turn down, sends its replies."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import structlog

from bot.connector import Connector
from bot.dialogue.turn import Mind, apology
from bot.errors import CannotReach, SendLater
from bot.logs import Pseudonyms
from bot.messages import IncomingMessage
from bot.metrics import REPLY_SECONDS, SEND_ERRORS, TURN_SECONDS, TURNS
from bot.queue import MOST_TRIES, Queue
from bot.settings import Settings
from bot.storage.database import open_engine
from bot.storage.turns import Conversation, DuplicateTurn, Outcome, StoredReply, Turns
from connectors import open_connectors

log = structlog.get_logger(__name__)

CONCURRENCY = 16
"""Turns in hand at once: most of a turn's time is waiting for the database and the platforms."""

RECOVERY_EVERY = 2.0
"""Seconds between two looks for jobs of dead workers."""

OUTAGE = 24 * 3600.0
"""Seconds after which a reply that no platform took is given up: the question is no longer alive then."""


class Attendant:
    """Answers messages: every one exactly once, whatever dies in between."""

    def __init__(self, mind: Mind, turns: Turns, connectors: dict[str, Connector], pseudonyms: Pseudonyms) -> None:
        self._mind = mind
        self._turns = turns
        self._connectors = connectors
        self._pseudonyms = pseudonyms

    async def attend(self, message: IncomingMessage, tries: int) -> None:
        """One job: think and write down unless that was done before, then send what is unsent.

        Raises what went wrong, so that the queue tries again; after MOST_TRIES the citizen gets an apology.
        """
        turn, replies = await self._turn(message, tries)
        await self._send(message, turn, replies)

    async def _turn(self, message: IncomingMessage, tries: int) -> tuple[int, list[StoredReply]]:
        conversation, turn = await self._turns.begin(message)
        if turn is not None:
            return turn, await self._turns.unsent(turn)
        with TURN_SECONDS.time():
            outcome = await self._think(message, conversation, tries)
            try:
                recorded = await self._turns.record(message, outcome)
            except DuplicateTurn:
                log.info("another worker answered first", conversation=self._pseudonyms.of(message.conversation))
                _, turn = await self._turns.begin(message)
                assert turn is not None
                return turn, await self._turns.unsent(turn)
        TURNS.labels(message.connector, outcome.band or outcome.status.value).inc()
        return recorded

    async def _think(self, message: IncomingMessage, conversation: Conversation, tries: int) -> Outcome:
        if tries >= MOST_TRIES:
            return apology(message, conversation.state)
        try:
            return await self._mind.answer(message, conversation)
        except Exception:
            log.exception("a message could not be answered", **self._about(message), tries=tries + 1)
            if tries + 1 < MOST_TRIES:
                raise
            return apology(message, conversation.state)

    async def _send(self, message: IncomingMessage, turn: int, replies: list[StoredReply]) -> None:
        connector = self._connectors.get(message.connector)
        if connector is None:
            raise SendLater(f"the connector {message.connector} is switched off")
        for stored in replies:
            try:
                await connector.send(message.conversation, stored.reply)
            except CannotReach as error:
                SEND_ERRORS.labels(connector.name, error.kind).inc()
                log.warning("the citizen cannot be reached", **self._about(message), why=str(error))
                await self._turns.mark_failed(turn, str(error))
                return
            except SendLater as error:
                SEND_ERRORS.labels(connector.name, error.kind).inc()
                if time.time() - message.sent_at < OUTAGE:
                    raise
                log.error("gave up on a reply", **self._about(message))
                await self._turns.mark_failed(turn, "the platform was down for too long")
                return
            await self._turns.mark_sent(stored.id)
        REPLY_SECONDS.labels(connector.name).observe(max(0.0, time.time() - message.sent_at))

    def _about(self, message: IncomingMessage) -> dict[str, str]:
        return {"conversation": self._pseudonyms.of(message.conversation), "message": message.id}


async def run_worker(settings: Settings, url: str, model: Path) -> None:
    """Works until SIGTERM or SIGINT, then finishes the turns in hand."""
    engine = open_engine(url)
    turns = Turns(engine, url)
    connectors = open_connectors(settings, turns)
    mind = Mind(model)
    await mind.warm_up()
    attendant = Attendant(mind, turns, connectors, Pseudonyms(settings))
    queue = Queue(url, attendant.attend)
    await queue.open()
    for connector in connectors.values():
        await connector.start(None)
    log.info("worker ready", model=model.name)
    try:
        await _work_until_told_to_stop(queue)
    finally:
        for connector in connectors.values():
            await connector.stop()
        await queue.close()
        await engine.dispose()


async def _work_until_told_to_stop(queue: Queue) -> None:
    loop = asyncio.get_running_loop()
    working = asyncio.create_task(queue.work(CONCURRENCY))
    recovering = asyncio.create_task(_recover(queue))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        log.info("worker stopped; the turns in hand are finished")
    finally:
        recovering.cancel()


async def _recover(queue: Queue) -> None:
    while True:
        await asyncio.sleep(RECOVERY_EVERY)
        try:
            await queue.recover()
        except Exception:  # a look that failed is only repeated; the queue itself reports a lost database
            log.exception("could not look for jobs of dead workers")
