"""The arithmetic: percentiles, ratios, and goals held against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, interpolated. Raises ValueError without values."""
    if not values:
        raise ValueError("there is no percentile of no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True)
class Latency:
    """Seconds that turns took: the median, the 95th percentile, and how many were measured."""

    p50: float
    p95: float
    turns: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """Of these turns. Raises ValueError without any."""
        return cls(percentile(seconds, 0.5), percentile(seconds, 0.95), len(seconds))


@dataclass(frozen=True)
class Goal:
    """A figure and what it should be: at most `limit`, or at least when `at_least` is set."""

    name: str
    value: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.name}: {_short(self.value)}{unit} (goal {sign} {_short(self.limit)}{unit})"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
