"""Keeps one conversation, and all of them together, from asking for more than can be answered."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Optional

AT_ONCE = 0.75
"""The share of a minute's messages that may come all at once."""

CALM_AGAIN = 0.25
"""The share that must have come back until a conversation that went too far is answered again."""

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


@dataclass
class _Allowance:
    left: float
    at: float
    told: bool = False


class Rates:
    """Counts the messages of each conversation, in this process: `most` a minute, AT_ONCE of them in a row."""

    def __init__(self, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._each_second = most / 60.0
        self._full = max(1.0, most * AT_ONCE)
        self._now = now
        self._known: OrderedDict[str, _Allowance] = OrderedDict()

    def count(self, conversation: str) -> Rate:
        """One more message."""
        now = self._now()
        one = self._known.pop(conversation, None) or _Allowance(self._full, now)
        self._known[conversation] = one
        if len(self._known) > MOST_CONVERSATIONS:
            self._known.popitem(last=False)
        one.left, one.at = min(self._full, one.left + (now - one.at) * self._each_second), now
        if one.told and one.left < self._full * CALM_AGAIN:
            return Rate.DROPPED
        if one.left < 1.0:
            one.told = True
            return Rate.ASKED_TO_SLOW_DOWN
        one.told = False
        one.left -= 1.0
        return Rate.ANSWERED


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
