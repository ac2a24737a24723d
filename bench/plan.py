"""How much is measured, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

AGES = {10: range(6, 16), 100: range(91, 121), 500: range(491, 521)}
"""Turns that are measured, by the age of the conversation: whole rounds of the ten lines of the dialogue."""

SHORT = AGES[10].stop - 1
"""Turns of a conversation that only reaches the first age."""

BLOCK = 10
"""Turns of one bot before the other one goes on: both meet the same noise of the machine."""


@dataclass(frozen=True)
class Plan:
    """`long`: turns of the one long conversation; `short`: number of short ones, half of them before it, half after;
    then `rounds` of `seconds` with so many `citizens` at once, for each bot."""

    long: int
    short: int
    citizens: int
    seconds: float
    rounds: int

    @property
    def blocks(self) -> list[tuple[int, range]]:
        """(number of the conversation, its next turns), in order."""
        before = self.short // 2
        lengths = [SHORT] * before + [self.long] + [SHORT] * (self.short - before)
        return [(number, block) for number, length in enumerate(lengths, start=1) for block in in_blocks(length)]


FULL = Plan(long=520, short=12, citizens=32, seconds=30.0, rounds=2)
QUICK = Plan(long=120, short=4, citizens=32, seconds=8.0, rounds=1)


def in_blocks(turns: int) -> list[range]:
    """The turns from 1 to `turns`, cut where the first measured age begins and then into whole rounds."""
    starts = [1, *range(AGES[10].start, turns + 1, BLOCK)]
    return [range(start, min(end, turns + 1)) for start, end in zip(starts, [*starts[1:], turns + 1], strict=True)]


def age(turn: int) -> Optional[int]:
    """The age under which a turn is measured; None for most turns."""
    return next((age for age, turns in AGES.items() if turn in turns), None)
