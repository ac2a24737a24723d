"""How long to wait for Telegram, and between two tries."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import InvalidToken, RetryAfter

from connectors.telegram.errors import asked_wait


@dataclass(frozen=True)
class Waits:
    """Seconds. Tests make them shorter."""

    first: float = 1.0
    """Before the second try; doubled for every further one."""
    longest: float = 30.0
    """The doubling ends here."""
    wrong_token: float = 300.0
    """Telegram refuses the token: a person has to act first."""
    answer: float = 20.0
    """For an answer. Shorter, and a message that Telegram accepted slowly would be sent twice."""
    poll: int = 30
    """That Telegram holds a call for updates open; at most 50."""


class Backoff:
    """Waits longer after every error, until `reset`."""

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._next = waits.first

    def reset(self) -> None:
        """It worked: the next error is a first one."""
        self._next = self._waits.first

    def after(self, error: Exception) -> float:
        """Seconds to wait after `error`."""
        if isinstance(error, RetryAfter):
            return asked_wait(error)
        if isinstance(error, InvalidToken):
            return self._waits.wrong_token
        wait, self._next = self._next, min(self._next * 2, self._waits.longest)
        return wait
