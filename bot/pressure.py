"""Keeps one conversation, and all of them together, from asking for more than can be answered."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Optional

WINDOW = 60.0
"""Seconds in which messages of a conversation are counted."""

MOST_CONVERSATIONS = 50_000
"""That are counted at once; the one that has been quiet longest is forgotten first."""

MOST_WAITING = 10_000
"""Messages in the queue above which no more are taken in from platforms that deliver again."""

LOOK_EVERY = 1.0
"""Seconds between two looks at the queue."""


class Rate(Enum):
    """What becomes of a message."""

    ANSWERED = "answered"
    ASKED_TO_SLOW_DOWN = "asked to slow down"  # the first one too many
    DROPPED = "dropped"


class Rates:
    """Counts the messages of each conversation, in this process."""

    def __init__(self, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, conversation: str) -> Rate:
        """One more message. A window begins with a conversation's first message, and ends WINDOW seconds later."""
        now = self._now()
        began, count = self._counts.pop(conversation, (now, 0))
        if now - began >= WINDOW:
            began, count = now, 0
        self._counts[conversation] = (began, count + 1)
        if len(self._counts) > MOST_CONVERSATIONS:
            self._counts.popitem(last=False)
        if count < self._most:
            return Rate.ANSWERED
        return Rate.ASKED_TO_SLOW_DOWN if count == self._most else Rate.DROPPED


class Pressure:
    """How much waits in the queue, looked at now and then."""

    def __init__(self, waiting: Callable[[], Awaitable[Optional[int]]], most: int = MOST_WAITING) -> None:
        self._waiting = waiting
        self._most = most
        self._looked = float("-inf")
        self._high = False

    async def is_high(self) -> bool:
        """Whether more waits than can be answered soon; no, when the queue does not say."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()
            waiting = await self._waiting()
            self._high = waiting is not None and waiting > self._most
        return self._high
