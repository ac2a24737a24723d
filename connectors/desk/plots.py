"""Plots as SVG, written by the server: bars with their numbers beside them, readable without colours or scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, ROW, BAR = 340, 46, 16
NUMBERS = 64
"""Pixels: the whole, as wide as a small phone; one row with its label above its bar; the room for the number."""


@dataclass(frozen=True)
class Bar:
    """One row: its label, its parts (each a length and the place of its colour), and what stands at its end."""

    label: str
    parts: tuple[tuple[float, int], ...]
    number: str

    @property
    def length(self) -> float:
        """All parts together."""
        return sum(length for length, _ in self.parts)


def bar_chart(title: str, bars: Sequence[Bar]) -> Markup:
    """The chart; `title` is what a screen reader says, the numbers stand in the table beside it."""
    longest = max((bar.length for bar in bars), default=0) or 1
    rows = Markup("").join(_row(bar, place * ROW, (WIDTH - NUMBERS) / longest) for place, bar in enumerate(bars))
    height = max(1, len(bars)) * ROW
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, title, rows
    )


def _row(bar: Bar, top: int, scale: float) -> Markup:
    label = bar.label if len(bar.label) <= 44 else bar.label[:43] + "…"
    drawn = [Markup('<text x="0" y="{}">{}</text>').format(top + 17, label)]
    left = 0.0
    for length, colour in bar.parts:
        wide = length * scale
        drawn.append(
            Markup('<rect class="c{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>').format(
                colour, left, top + 23, wide, BAR
            )
        )
        left += wide
    drawn.append(Markup('<text x="{:.1f}" y="{}">{}</text>').format(left + 6, top + 36, bar.number))
    return Markup("").join(drawn)
