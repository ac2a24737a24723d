"""How long to wait for Zalo's Bot Platform, and between two tries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waits:
    """Seconds. Tests make them shorter."""

    first: float = 1.0
    """Before the second try; doubled for every further one."""
    longest: float = 60.0
    """The doubling ends here."""
    person: float = 300.0
    """Before trying again what only a person can mend."""
    quota: float = 3600.0
    """Before trying again when the month's messages, or the day's calls of a method, are used up."""
    answer: float = 20.0
    """For an answer. Shorter, and a message that Zalo accepted slowly would be sent twice."""
    poll: int = 30
    """That Zalo holds a call for updates open."""
    look: float = 5.0
    """Between two looks for alarms of other processes."""


class Backoff:
    """Waits longer after every error, until `reset`."""

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._next = waits.first

    def reset(self) -> None:
        """It worked: the next error is a first one."""
        self._next = self._waits.first

    def next(self) -> float:
        """Seconds to wait after one more error."""
        wait, self._next = self._next, min(self._next * 2, self._waits.longest)
        return wait
