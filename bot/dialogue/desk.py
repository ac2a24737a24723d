"""The help desk as the dialogue knows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from bot.guides.targets import Target
from bot.storage.turns import Conversation

LEFT = Target("left").payload()
"""What words for the help desk are read as; stored are the words themselves, for the operator."""

Desk = Callable[[Conversation], Optional[dict[str, Any]]]
"""What a citizen may be told of the help desk (bot.desk.board.Board.situation); None where nobody answers."""


def no_desk(_conversation: Conversation) -> Optional[dict[str, Any]]:
    """Nobody answers."""
    return None
