"""One turn: from a message and what is remembered to the replies and what is remembered then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional

from bot.dialogue.agent import GuideProcessor, Thought
from bot.dialogue.desk import LEFT, Desk, no_desk
from bot.dialogue.finishing import finished, reply_of
from bot.dialogue.reading import read
from bot.dialogue.situation import passing
from bot.guides.library import Library, shared_library
from bot.messages import LONGEST_TEXT, Button, IncomingMessage, Kind, Reply
from bot.privacy import what_was_removed
from bot.retention import Kept
from bot.storage.turns import Conversation, Outcome, State, Status, Wish

STATUSES = {"sure": Status.ANSWERED, "unsure": Status.ASKED_BACK, "lost": Status.LOST}

RANKED = 8
"""Intents that an operator's question is answered with at most."""


class Mind:
    """Thinks about messages with one trained model and the guides in service."""

    def __init__(
        self, model: Path, library: Optional[Library] = None, kept: Optional[Kept] = None, desk: Desk = no_desk
    ) -> None:
        self._processor = GuideProcessor(model)
        self._library = library or shared_library()
        self._kept = kept or Kept()
        self._desk = desk

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        """The outcome of one message. Raises whatever went wrong; nothing is kept then."""
        self._library.refresh()
        words = read(_shortened(message), conversation.state, self._library)
        found = {**passing(message, self._kept), "desk": self._desk(conversation)}
        slots = {**conversation.state, **found, "away": _seconds_since(conversation.last_at)}
        thought = await self._processor.think(conversation.id, words, slots)
        outcome = finished(message, words, _outcome(message.text if words == LEFT else words, thought))
        return outcome if outcome.forget else _with_notice(message, conversation.state, outcome)

    async def understand(self, words: str) -> dict[str, Any]:
        """The `band` of plain words and a `ranking` of intents with their confidence, the likeliest first."""
        found = await self._processor.understand(words.lstrip("/ \t\n"))
        ranking = [[one["name"], round(float(one["confidence"]), 4)] for one in found["intent_ranking"][:RANKED]]
        return {"band": found.get("band", "sure"), "ranking": ranking}

    async def warm_up(self) -> None:
        """Thinks once about nothing in particular: what is loaded on first use is loaded before the first citizen."""
        message = IncomingMessage("nobody:", "warm-up", Kind.TEXT, "xin chào")
        await self.answer(message, Conversation(message.conversation))


def _outcome(words: str, thought: Thought) -> Outcome:
    intent = thought.parse_data.get("intent") or {}
    band = thought.parse_data.get("band", "sure")
    place = thought.slots.get("place") or {}
    return Outcome(
        replies=tuple(_reply(utterance) for utterance in thought.utterances),
        state={name: value for name, value in thought.slots.items() if value is not None and name in KEPT},
        status=STATUSES[band],
        said=words,
        band=band,
        intent=intent.get("name"),
        confidence=intent.get("confidence"),
        guide=place.get("guide"),
        step=place.get("at"),
        wish=Wish(**thought.slots["wish"]) if thought.slots.get("wish") else None,
    )


KEPT = ("place", "paused", "choices", "greeted", "lost_turns", "province", "making", "leaving")
"""The slots that outlive a turn."""


def _with_notice(message: IncomingMessage, before: State, outcome: Outcome) -> Outcome:
    """Tells the citizen what was taken out of their message, once for each kind."""
    told = before.get("told") or []
    new = [kind for kind in message.removed if kind not in told]
    if not new:
        return replace(outcome, state={**outcome.state, "told": told} if told else outcome.state)
    replies = (Reply(what_was_removed(new)), *outcome.replies)
    return replace(outcome, replies=replies, state={**outcome.state, "told": [*told, *new]})


def _reply(utterance: dict[str, Any]) -> Reply:
    data = utterance.get("data") or utterance
    buttons = tuple(Button(one["title"], one["payload"]) for one in data.get("buttons") or [])
    return reply_of(utterance.get("text") or "", buttons, data.get("image"), data.get("custom") or {})


def _shortened(message: IncomingMessage) -> IncomingMessage:
    if len(message.text) <= LONGEST_TEXT or message.kind is not Kind.TEXT:
        return message
    return replace(message, text=message.text[:LONGEST_TEXT])


def _seconds_since(moment: Optional[datetime]) -> float:
    return (datetime.now(timezone.utc) - moment).total_seconds() if moment else 0.0
