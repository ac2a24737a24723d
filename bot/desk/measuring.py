"""What is told of how many people were helped, and what is left out so that nobody can be recognised.

The smallest thing that is told is one commune in one calendar month. There, a number from 1 to 4 is hidden, and as many
of the next smallest ones beside it as it takes that it cannot be worked out from their sum. Every longer period, every
province and every target is the sum of what is told, so no subtraction brings back what is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Optional, TypeVar

from bot.desk.assisting import Outcome
from bot.guides.model import Topic

FEWEST = 5
"""Below this, a number of a commune is not told."""

Key = TypeVar("Key", bound=Hashable)

NO_TOPIC = "khac"
"""Stands for people whom no guide fitted, and for guides that are gone."""


@dataclass(frozen=True)
class Counted:
    """People helped in one commune and month with one guide and outcome."""

    month: str
    province: str
    commune: str
    guide: Optional[str]
    outcome: str
    people: int


@dataclass(frozen=True)
class Cell:
    """One commune in one month: None for what is hidden. Without `people` nothing of it is told."""

    month: str
    province: str
    commune: str
    people: Optional[int]
    topics: Mapping[str, Optional[int]] = field(default_factory=dict)
    guides: Mapping[str, Optional[int]] = field(default_factory=dict)
    outcomes: Mapping[str, Optional[int]] = field(default_factory=dict)


def told(parts: Mapping[Key, int]) -> dict[Key, Optional[int]]:
    """The parts of a sum that is known: small ones hidden, never one alone, never fewer people than FEWEST together."""
    small = sorted((count, str(key), key) for key, count in parts.items() if count > 0)
    hidden: set[Key] = {key for count, _, key in small if count < FEWEST}
    for count, _, key in small:
        if not hidden or (len(hidden) > 1 and sum(parts[one] for one in hidden) >= FEWEST):
            break
        if key not in hidden and count >= FEWEST:
            hidden.add(key)
    return {key: None if key in hidden else count for key, count in parts.items()}


def cells(counted: Iterable[Counted], topics: Mapping[str, str]) -> list[Cell]:
    """What is told of each commune and month; `topics` is guide → topic."""
    places: defaultdict[tuple[str, str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        places[one.month, one.province, one.commune].append(one)
    return [_cell(place, rows, topics) for place, rows in sorted(places.items())]


def _cell(place: tuple[str, str, str], rows: list[Counted], topics: Mapping[str, str]) -> Cell:
    people = sum(row.people for row in rows)
    if people < FEWEST:
        return Cell(*place, None)
    by_guide = _summed((row.guide or NO_TOPIC, row.people) for row in rows)
    by_topic = _summed((topics.get(guide, NO_TOPIC), count) for guide, count in by_guide.items())
    of_topics = told(by_topic)
    guides: dict[str, Optional[int]] = {}
    for topic, count in of_topics.items():
        parts = {guide: people for guide, people in by_guide.items() if topics.get(guide, NO_TOPIC) == topic}
        guides |= dict.fromkeys(parts) if count is None else told(parts)
    outcomes = told({one.value: 0 for one in Outcome} | _summed((row.outcome, row.people) for row in rows))
    return Cell(*place, people, of_topics, guides, outcomes)


def _summed(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for key, count in parts:
        found[key] += count
    return dict(found)


@dataclass(frozen=True)
class Totals:
    """Sums of what is told; `hidden` says how many communes' months are left out of `people`."""

    people: int
    hidden: int
    topics: Mapping[str, int]
    guides: Mapping[str, int]
    outcomes: Mapping[str, int]


def totals(of: Iterable[Cell]) -> Totals:
    """The sums over some communes and months."""
    chosen = list(of)
    known = [cell for cell in chosen if cell.people is not None]
    return Totals(
        people=sum(cell.people or 0 for cell in known),
        hidden=len(chosen) - len(known),
        topics=_summed((key, count or 0) for cell in known for key, count in cell.topics.items()),
        guides=_summed((key, count or 0) for cell in known for key, count in cell.guides.items()),
        outcomes=_summed((key, count or 0) for cell in known for key, count in cell.outcomes.items()),
    )


@dataclass(frozen=True)
class Understanding:
    """A month of one province's citizens who write to the bot: how their questions were understood, thumbs, and how
    many guides they finished; None for what is hidden."""

    month: str
    province: str
    bands: Mapping[str, Optional[int]]
    thumbs: Mapping[str, Optional[int]]
    finished: Optional[int]


@dataclass(frozen=True)
class Waiting:
    """Tickets of one place and month: how many, how many were answered, half of these within `minutes`."""

    month: str
    province: str
    commune: str
    opened: Optional[int]
    answered: Optional[int]
    minutes: Optional[int]


def waiting(month: str, province: str, commune: str, opened: int, answered: int, minutes: float) -> Waiting:
    """What is told of a place's tickets; nothing of fewer than FEWEST."""
    if opened < FEWEST:
        return Waiting(month, province, commune, None, None, None)
    parts = told({"answered": answered, "not": opened - answered})
    known = parts["answered"]
    return Waiting(month, province, commune, opened, known, round(minutes) if known else None)


@dataclass(frozen=True)
class Goal:
    """A target: so many people of a commune are to be shown a guide between two months, both included."""

    id: int
    province: str
    commune: str
    guide: str
    people: int
    first_month: str
    last_month: str

    def reached(self, of: Iterable[Cell]) -> int:
        """How many were, as far as is told."""
        here = (
            cell
            for cell in of
            if (cell.province, cell.commune) == (self.province, self.commune)
            and self.first_month <= cell.month <= self.last_month
        )
        return totals(here).guides.get(self.guide, 0)


TOPIC_ORDER = [*(topic.value for topic in Topic), NO_TOPIC]
