"""How long what citizens wrote is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Kept:
    """Days: a conversation after its last message; a question that was not understood, without who asked it."""

    conversation_days: int = 30
    unanswered_days: int = 180

    def to_json(self) -> dict[str, int]:
        """As plain JSON, for the slot `found`."""
        return asdict(self)
