"""How far replies of several messages got, so that the next try does not repeat what has arrived."""

from __future__ import annotations

import time
from collections import OrderedDict

from bot.messages import Reply

KEPT = 600.0
"""Seconds, twice the queue's longest wait. A later try is not the next one of the same reply any more."""

MOST = 1000
"""Replies remembered; the oldest goes first."""


class Progress:
    """In memory only: a try in another process begins from the start."""

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[str, Reply], tuple[int, float]] = OrderedDict()

    def take(self, conversation: str, reply: Reply) -> int:
        """How many of the reply's messages arrived in the last try; forgets it."""
        sent, until = self._sent.pop((conversation, reply), (0, 0.0))
        return sent if time.monotonic() < until else 0

    def keep(self, conversation: str, reply: Reply, sent: int) -> None:
        """For the next try."""
        self._sent[conversation, reply] = (sent, time.monotonic() + KEPT)
        if len(self._sent) > MOST:
            self._sent.popitem(last=False)
