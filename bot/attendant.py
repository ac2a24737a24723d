"""Answers one message from the queue: thinks, writes the turn down, sends its replies."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Optional, Protocol

import structlog

from bot.connector import Connector
from bot.errors import CannotReach, SendLater
from bot.logs import Pseudonyms
from bot.messages import HAPPENED, IncomingMessage, Kind, Reply
from bot.metrics import REPLY_SECONDS, SEND_ERRORS, TURN_SECONDS, TURNS
from bot.queue import MOST_TRIES
from bot.storage import people
from bot.storage.turns import Conversation, DuplicateTurn, Outcome, State, Status, StoredReply, Turns
from bot.takeover import is_about_data, left_to_people, switch

log = structlog.get_logger(__name__)

APOLOGY = Reply(
    "Cháu xin lỗi, cháu đang trục trặc nên chưa trả lời được câu vừa rồi. Bác nhắn lại giúp cháu sau ít phút ạ."
)


SLOW_DOWN = Reply("Bác nhắn nhanh quá, cháu đọc không kịp. Bác chờ cháu một phút rồi nhắn tiếp nhé.")


class Thinks(Protocol):
    """What makes an outcome of a message: bot.dialogue.turn.Mind."""

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        """The outcome of one message. Raises whatever went wrong; nothing is kept then."""


Given = Callable[[IncomingMessage, Conversation], Awaitable[IncomingMessage]]
"""Gives a message with what the citizen was asked for, in the clear: bot.given.Given."""


async def as_it_is(message: IncomingMessage, conversation: Conversation) -> IncomingMessage:
    """Nothing is asked for."""
    return message


OUTAGE = 24 * 3600.0
"""Seconds after which a reply that no platform took is given up: the question is no longer alive then."""


class Attendant:
    """Answers messages: every one exactly once, whatever dies in between."""

    def __init__(
        self,
        mind: Thinks,
        turns: Turns,
        connectors: dict[str, Connector],
        pseudonyms: Pseudonyms,
        given: Optional[Given] = None,
    ) -> None:
        self._mind = mind
        self._given = given or as_it_is
        self._turns = turns
        self._connectors = connectors
        self._pseudonyms = pseudonyms

    async def attend(self, message: IncomingMessage, tries: int) -> None:
        """One job: think and write down unless that was done before, then send what is unsent.

        Raises what went wrong, so that the queue tries again; after MOST_TRIES the citizen gets an apology.
        """
        if message.kind is Kind.WITHDRAWN:
            await self._forget(message)
            return
        if message.kind is Kind.FROM_DESK and not await people.is_known(self._turns.engine, message.conversation):
            log.info("the desk's words came too late: the citizen's data are deleted", **self._about(message))
            return
        try:
            turn, replies = await self._turn(message, tries)
            await self._send(message, turn, replies)
        except SendLater:
            raise
        except Exception:
            self._complain(message, tries)  # the queue tries again without a word
            raise

    async def _turn(self, message: IncomingMessage, tries: int) -> tuple[int, list[StoredReply]]:
        conversation, turn = await self._turns.begin(message)
        if turn is not None:
            return turn, await self._turns.unsent(turn)
        with TURN_SECONDS.time():
            outcome = await self._outcome(message, conversation, tries)
            try:
                recorded = await self._turns.record(message, outcome)
            except DuplicateTurn:
                log.info("another worker answered first", conversation=self._pseudonyms.of(message.conversation))
                _, turn = await self._turns.begin(message)
                assert turn is not None
                return turn, await self._turns.unsent(turn)
        if outcome.forget:
            log.info("a citizen's data are deleted, as they asked", **self._about(message))
        TURNS.labels(message.connector, outcome.band or outcome.status.value).inc()
        return recorded

    async def _outcome(self, message: IncomingMessage, conversation: Conversation, tries: int) -> Outcome:
        if message.kind is Kind.HURRIED and not conversation.quiet:
            outcome = Outcome((SLOW_DOWN,), conversation.state, Status.ANSWERED, "")
        elif message.kind in HAPPENED and message.kind is not Kind.HURRIED:
            outcome = await switch(self._turns, message, conversation)
        elif conversation.quiet and not is_about_data(message):
            outcome = left_to_people(message, conversation)
        else:
            outcome = await self._think(message, conversation, tries)
        connector = self._connectors.get(message.connector)
        if connector is None:
            return outcome
        return replace(outcome, replies=tuple(connector.pack(message.conversation, outcome.replies)))

    async def _forget(self, message: IncomingMessage) -> None:
        asked_at = datetime.fromtimestamp(message.sent_at, timezone.utc)
        known = await people.forget(self._turns.engine, message.conversation, asked_at)
        log.info("a citizen's data are deleted, as they asked", **self._about(message), known=known)

    async def _think(self, message: IncomingMessage, conversation: Conversation, tries: int) -> Outcome:
        if tries >= MOST_TRIES:
            return apology(message, conversation.state)
        try:
            return await self._mind.answer(await self._given(message, conversation), conversation)
        except Exception:
            if tries + 1 < MOST_TRIES:
                raise
            self._complain(message, tries)
            return apology(message, conversation.state)

    async def _send(self, message: IncomingMessage, turn: int, replies: list[StoredReply]) -> None:
        connector = self._connectors.get(message.connector)
        if connector is None:
            raise SendLater(f"the connector {message.connector} is switched off")
        try:
            await self._send_each(connector, message, turn, replies)
        finally:
            if message.kind is Kind.FROM_DESK:
                await people.tell_desk(self._turns.engine, message.conversation)

    async def _send_each(
        self, connector: Connector, message: IncomingMessage, turn: int, replies: list[StoredReply]
    ) -> None:
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
            await self._turns.mark_sent(stored.id, blanked=stored.reply.private and not connector.fetched)
        REPLY_SECONDS.labels(connector.name).observe(max(0.0, time.time() - message.sent_at))

    def _complain(self, message: IncomingMessage, tries: int) -> None:
        log.exception("a message could not be answered", **self._about(message), tries=tries + 1)

    def _about(self, message: IncomingMessage) -> dict[str, str]:
        return {"conversation": self._pseudonyms.of(message.conversation), "message": message.id}


def apology(message: IncomingMessage, state: State) -> Outcome:
    """The outcome of a message that could not be answered: the state stays as it was."""
    return Outcome((APOLOGY,), state, Status.APOLOGISED, message.text)
