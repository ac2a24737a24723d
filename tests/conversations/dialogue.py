"""A citizen for conversation tests: says things, taps buttons, stays away, and remembers every button seen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.attendant import Thinks
from bot.messages import IncomingMessage, Kind, Reply
from bot.storage.turns import Conversation


@dataclass
class Citizen:
    """One conversation with the real model and the real guides."""

    mind: Thinks
    conversation: Conversation = field(default_factory=lambda: Conversation("test:1"))
    seen: dict[str, str] = field(default_factory=dict)
    count: int = 0

    async def takes_turn(self, turn: dict[str, Any]) -> list[Reply]:
        """One turn of a dialogue file: `said`, `taps` or `sends`, perhaps after being `away` for some seconds."""
        if "away" in turn:
            earlier = datetime.now(timezone.utc) - timedelta(seconds=float(turn["away"]))
            self.conversation = replace(self.conversation, last_at=earlier)
        if "taps" in turn:
            assert turn["taps"] in self.seen, f"no button «{turn['taps']}» among {sorted(self.seen)}"
            return await self._send(Kind.BUTTON, self.seen[turn["taps"]])
        return await self._send(Kind(turn.get("sends", "text")), turn.get("said", ""))

    async def _send(self, kind: Kind, text: str) -> list[Reply]:
        self.count += 1
        message = IncomingMessage(self.conversation.id, str(self.count), kind, text, time.time())
        outcome = await self.mind.answer(message, self.conversation)
        self.conversation = Conversation(self.conversation.id, outcome.state, datetime.now(timezone.utc))
        for reply in outcome.replies:
            self.seen.update({button.title: button.payload for button in reply.buttons})
        return list(outcome.replies)


def check(turn: dict[str, Any], replies: list[Reply]) -> None:
    """Holds the replies against `answered` (in this order), `never`, and `buttons` of the turn."""
    text = "\n".join(f"{reply.title or ''}\n{reply.text}" for reply in replies)
    titles = [button.title for reply in replies for button in reply.buttons]
    at = 0
    for fragment in turn.get("answered", []):
        found = text.find(fragment, at)
        assert found >= 0, f"{turn}: «{fragment}» is missing (in this order) in:\n{text}\n{titles}"
        at = found + len(fragment)
    for fragment in turn.get("never", []):
        assert fragment not in text, f"{turn}: «{fragment}» must not stand in:\n{text}"
    for title in turn.get("buttons", []):
        assert title in titles, f"{turn}: no button «{title}» in {titles}"
    if "only_buttons" in turn:
        assert titles == turn["only_buttons"], f"{turn}: {titles}"
