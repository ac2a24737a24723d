"""Pictures for the evaluation report, as SVG text: the confusion matrix and the calibration curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from bot.nlu.questions import Judged

CELL = 11
MARGIN = 190
_STYLE = "font: 8px sans-serif"


def confusion_matrix(judged: Sequence[Judged]) -> str:
    """Rows are the intents expected, columns the intents found; green is right, red is wrong, darker is more."""
    cells = Counter((one.found if one.right else one.question.expected[0], one.found) for one in judged)
    names = sorted({name for pair in cells for name in pair})
    place = {name: MARGIN + CELL * number for number, name in enumerate(names)}
    totals = Counter(expected for expected, _ in cells.elements())
    size = MARGIN + CELL * len(names) + 10
    parts = [_label(name, at) for name, at in place.items()]
    for (expected, found), count in sorted(cells.items()):
        colour = "#18794e" if expected == found else "#d1242f"
        shade = 0.25 + 0.75 * count / totals[expected]
        parts.append(
            f'<rect x="{place[found]}" y="{place[expected]}" width="{CELL - 1}" height="{CELL - 1}" fill="{colour}" '
            f'fill-opacity="{shade:.2f}"><title>{escape(expected)} → {escape(found)}: {count}</title></rect>'
        )
    return _svg(size, size, "Confusion matrix: expected by found", parts)


def _label(name: str, at: int) -> str:
    middle = at + CELL - 3
    return (
        f'<text x="{MARGIN - 4}" y="{middle}" text-anchor="end" style="{_STYLE}">{escape(name)}</text>'
        f'<text transform="translate({middle},{MARGIN - 4}) rotate(-90)" style="{_STYLE}">{escape(name)}</text>'
    )


def calibration_curve(curve: Sequence[tuple[float, float, int]]) -> str:
    """What share was right (upwards) of the questions with a confidence (to the right); ideal is the diagonal."""
    size, edge = 260, 30
    span = size - 2 * edge

    def point(confidence: float, right: float) -> str:
        return f"{edge + span * confidence:.1f},{size - edge - span * right:.1f}"

    line = " ".join(point(confidence, right) for confidence, right, _ in curve)
    dots = [
        f'<circle cx="{point(confidence, right).split(",")[0]}" cy="{point(confidence, right).split(",")[1]}" '
        f'r="{2 + min(6, count**0.5 / 4):.1f}" fill="#0b5cad"><title>{count} questions, confidence {confidence:.2f}, '
        f"right {right:.2f}</title></circle>"
        for confidence, right, count in curve
    ]
    frame = f'<rect x="{edge}" y="{edge}" width="{span}" height="{span}" fill="none" stroke="#888"/>'
    ideal = f'<polyline points="{point(0, 0)} {point(1, 1)}" stroke="#888" stroke-dasharray="4" fill="none"/>'
    drawn = f'<polyline points="{line}" stroke="#0b5cad" fill="none"/>'
    words = f'<text x="{edge}" y="{size - 10}" style="{_STYLE}">confidence 0 … 1</text>'
    return _svg(size, size, "Calibration curve", [frame, ideal, drawn, *dots, words])


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">\n{inside}\n</svg>'
    )
