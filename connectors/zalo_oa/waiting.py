"""How long to wait for Zalo, and between two tries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waits:
    """Seconds. Tests make them shorter."""

    answer: float = 20.0
    """For an answer. Shorter, and a message that Zalo accepted slowly would be sent twice."""
    person: float = 60.0
    """Before trying again what only a person can mend."""
    rate: float = 60.0
    """After too many calls: Zalo counts by the minute."""
    renew_again: float = 30.0
    """Between two tries to renew tokens."""
    look: float = 5.0
    """Between two looks whether tokens are due, and two for alarms of other processes."""
