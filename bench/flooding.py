"""Many citizens at once: how many turns a bot finishes in a second, and what they cost the processor."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.processes import Group

Turn = Callable[[int, int], Awaitable[float]]
"""One turn: (number of the conversation, number of the turn in it) → seconds."""


@dataclass
class Flood:
    """Turns finished within `seconds`, and the seconds of processor that each group of processes took meanwhile."""

    turns: int = 0
    seconds: float = 0.0
    processor: Counter[str] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Turns."""
        return self.turns / self.seconds

    def add(self, other: Flood) -> None:
        """Takes in another round."""
        self.turns += other.turns
        self.seconds += other.seconds
        self.processor.update(other.processor)


async def flood(turn: Turn, groups: dict[str, Group], conversations: range, seconds: float) -> Flood:
    """Every conversation goes on as fast as it is answered, for so many seconds; then ends its turn in hand."""
    found = Flood()
    began, before = time.perf_counter(), _processor(groups)

    async def go_on(conversation: int) -> None:
        number = 1
        while time.perf_counter() - began < seconds:
            await turn(conversation, number)
            number += 1
        found.turns += number - 1

    await asyncio.gather(*(go_on(conversation) for conversation in conversations))
    found.seconds = time.perf_counter() - began
    after = _processor(groups)
    found.processor.update({name: after[name] - before[name] for name in after})
    return found


def _processor(groups: dict[str, Group]) -> dict[str, float]:
    return {name: group.processor_seconds() for name, group in groups.items()}
