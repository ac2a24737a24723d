"""What reading a message needs to know, and what the action that answers it is handed for this turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from bot.guides.library import Library
from bot.guides.model import Guide
from bot.messages import IncomingMessage, Kind
from bot.retention import Kept

Slots = dict[str, Any]


def passing(message: IncomingMessage, kept: Kept) -> Slots:
    """What the gateway found out about a message, and what is kept how long: the slot `found`, for one turn only."""
    links = [{"verdict": link.verdict, "sentence": link.sentence} for link in message.links]
    said = message.text if message.kind is Kind.TEXT else ""
    return {"found": {"links": links, "given": message.given, "said": said, "kept": kept.to_json()}}


@dataclass(frozen=True)
class Situation:
    """What reading needs to know: the message, the slots, the guide the citizen is in."""

    message: IncomingMessage
    folded: str
    slots: Slots
    guide: Optional[Guide]
    library: Library
