"""The ways to read a run of digit groups from one group on: each a candidate for one number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.privacy.atoms import Atom, Run, is_plain_tie
from bot.privacy.claims import Spans, touches
from bot.privacy.shapes import is_year

LONGEST = 19
"""Digits of the longest number there is, a domestic card's."""
_MOST_ATOMS = 30


@dataclass(frozen=True)
class Window:
    """Neighbouring atoms read as one number."""

    atoms: tuple[Atom, ...]
    digits: str
    whole: bool
    """Whether nothing of the run is left after it."""
    guarded: bool
    """Whether a part of it reads as a date, an amount or a hotline."""

    @property
    def start(self) -> int:
        """Where it begins in the folded text."""
        return self.atoms[0].start

    @property
    def end(self) -> int:
        """Where it ends in the folded text."""
        return self.atoms[-1].end

    @property
    def length(self) -> int:
        """How many digits it has."""
        return len(self.digits)

    @property
    def single(self) -> bool:
        """Whether it was written in one piece."""
        return len(self.atoms) == 1

    @cached_property
    def spoken(self) -> bool:
        """Whether it was written in words only."""
        return all(atom.spoken for atom in self.atoms)

    @cached_property
    def sound(self) -> bool:
        """Whether its groups hang together without a word that says so."""
        pairs = zip(self.atoms, self.atoms[1:], strict=False)
        return all(is_plain_tie(right.tied) or (left.spoken and right.spoken) for left, right in pairs)

    @cached_property
    def even(self) -> bool:
        """Whether the same sign stands between all groups."""
        return len({atom.tied for atom in self.atoms[1:]}) <= 1

    @cached_property
    def frayed(self) -> bool:
        """Whether a lone digit word hangs on figures: `0912345678 không`."""
        if self.single or self.spoken:
            return False
        first, second, *_ = self.atoms
        return (first.spoken and not second.spoken) or (self.atoms[-1].spoken and not self.atoms[-2].spoken)

    @cached_property
    def years(self) -> bool:
        """Whether every group is a year."""
        return all(is_year(atom.digits) for atom in self.atoms)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The lengths of its groups."""
        return tuple(len(atom.digits) for atom in self.atoms)


def windows(run: Run, first: int, guards: Spans) -> list[Window]:
    """All windows of the run that begin with its atom `first`, shortest first."""
    return list(_windows(run, first, guards))


def _windows(run: Run, first: int, guards: Spans) -> Iterator[Window]:
    digits, guarded = "", False
    for last in range(first, min(len(run), first + _MOST_ATOMS)):
        atom = run[last]
        digits += atom.digits
        if last > first and len(digits) > LONGEST:
            return
        guarded = guarded or touches(guards, atom.start, atom.end)
        if digits:
            yield Window(tuple(run[first : last + 1]), digits, last == len(run) - 1, guarded)
