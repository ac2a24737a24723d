"""The figures that say how well questions are understood."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.questions import Judged, share

STEPS = 10
"""Parts into which confidence is cut for the calibration curve."""


@dataclass(frozen=True)
class Figures:
    """Shares are percentages of the questions; `wrong_pairs` counts (expected, found)."""

    count: int
    first: float
    first_three: float
    acceptable: float
    macro_f1: float
    by_form: dict[str, tuple[int, float]]
    by_intent: dict[str, tuple[int, float, float]]
    bands: dict[str, float]
    in_scope_given_up: float
    out_of_scope: tuple[int, float]
    wrong_pairs: list[tuple[str, str, int]]
    curve: list[tuple[float, float, int]]

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> Figures:
        """From every question of a set."""
        inside = [one for one in judged if one.in_scope]
        outside = [one for one in judged if not one.in_scope]
        outcomes = Counter(one.outcome for one in judged)
        by_intent = _by_intent(judged)
        return cls(
            count=len(judged),
            first=share([one.right for one in judged]),
            first_three=share([one.in_three for one in judged]),
            acceptable=share([one.acceptable for one in judged]),
            macro_f1=round(sum(f1 for _, _, f1 in by_intent.values()) / max(1, len(by_intent)), 1),
            by_form=_by_form(judged),
            by_intent=by_intent,
            bands={name: share_of(outcomes[name], len(judged)) for name in ("right", "wrong", "asked", "gave up")},
            in_scope_given_up=share([one.outcome == "gave up" for one in inside]),
            out_of_scope=(len(outside), share([one.rejected for one in outside])),
            wrong_pairs=_wrong_pairs(judged),
            curve=_curve(judged),
        )

    def summary(self) -> dict[str, Any]:
        """The figures that are compared over time, as plain JSON."""
        return {
            "questions": self.count,
            "top1": self.first,
            "top3": self.first_three,
            "acceptable": self.acceptable,
            "macro_f1": self.macro_f1,
            "forms": {form: value for form, (_, value) in self.by_form.items()},
            "bands": self.bands,
            "in_scope_given_up": self.in_scope_given_up,
            "out_of_scope_rejected": self.out_of_scope[1],
        }


def share_of(part: int, whole: int) -> float:
    """In percent with one decimal."""
    return round(100 * part / whole, 1) if whole else 0.0


def _by_form(judged: Sequence[Judged]) -> dict[str, tuple[int, float]]:
    forms: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        forms[one.question.form].append(one.right)
    return {form: (len(values), share(values)) for form, values in sorted(forms.items())}


def _by_intent(judged: Sequence[Judged]) -> dict[str, tuple[int, float, float]]:
    """Intent → (questions, recall, F1); of several right intents the one that was found counts, or the first."""
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for one in judged:
        wanted = one.found if one.right else one.question.expected[0]
        asked[wanted] += 1
        found[one.found] += 1
        hits[wanted] += one.right
    return {
        intent: (
            asked[intent],
            share_of(hits[intent], asked[intent]),
            share_of(2 * hits[intent], asked[intent] + found[intent]),
        )
        for intent in sorted(asked)
    }


def _wrong_pairs(judged: Sequence[Judged]) -> list[tuple[str, str, int]]:
    pairs = Counter(("|".join(one.question.expected), one.found) for one in judged if not one.right)
    return [(expected, found, count) for (expected, found), count in sorted(pairs.items(), key=lambda item: -item[1])]


def _curve(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, questions) for each part of the confidence scale that has any."""
    parts: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        parts[min(STEPS - 1, int(one.ranking[0][1] * STEPS))].append(one)
    return [
        (round(sum(one.ranking[0][1] for one in of) / len(of), 3), sum(one.right for one in of) / len(of), len(of))
        for _, of in sorted(parts.items())
    ]
