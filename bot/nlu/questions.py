"""Sets of questions with the intents that answer them, and what a model made of each."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.calibration import OUT_OF_SCOPE, Band

RENAMED = {"restart": "restart_guide"}
"""Intents that the question sets call by another name."""


@dataclass(frozen=True)
class Question:
    """`expected` holds every intent that is right, the first one the most natural; `form` is how it is written."""

    text: str
    expected: tuple[str, ...]
    form: str


@dataclass(frozen=True)
class Judged:
    """A question and what was understood: intents with confidences, best first, and the band."""

    question: Question
    ranking: tuple[tuple[str, float], ...]
    band: Band

    @property
    def found(self) -> str:
        """The intent that won."""
        return self.ranking[0][0]

    @property
    def right(self) -> bool:
        """Whether the intent that won is one of the expected."""
        return self.found in self.question.expected

    @property
    def in_three(self) -> bool:
        """Whether one of the first three intents is expected."""
        return any(intent in self.question.expected for intent, _ in self.ranking[:3])

    @property
    def in_scope(self) -> bool:
        """Whether a guide or a conversational intent answers the question."""
        return OUT_OF_SCOPE not in self.question.expected

    @property
    def rejected(self) -> bool:
        """Whether the question was not answered as if a guide fitted."""
        return self.band is not Band.SURE or self.found == OUT_OF_SCOPE

    @property
    def acceptable(self) -> bool:
        """Whether the answer helps: the right one, a question back that offers it, or no answer out of scope."""
        if not self.in_scope and self.rejected:
            return True
        return self.right or (self.band is Band.UNSURE and self.in_three)

    @property
    def outcome(self) -> str:
        """`right` or `wrong` when answered, else `asked` or `gave up`."""
        if self.band is Band.SURE:
            return "right" if self.right else "wrong"
        return "asked" if self.band is Band.UNSURE else "gave up"


def read_questions(path: Path) -> list[Question]:
    """From a TSV file with a column `text`, one `expected` or `acceptable` (`a|b`), and one `form` or `kind`.

    Raises ValueError when a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = set(rows[0]) if rows else {"text", "expected"}
    right = next((name for name in ("expected", "acceptable") if name in names), None)
    if "text" not in names or right is None:
        raise ValueError(f"{path}: the first line must name the columns text, expected or acceptable, form or kind")
    form = next((name for name in ("form", "kind") if name in names), None)
    return [Question(row["text"], _intents(row[right]), row[form] if form else "all") for row in rows]


def _intents(cell: str) -> tuple[str, ...]:
    return tuple(RENAMED.get(name.strip(), name.strip()) for name in cell.split("|"))


def judged(question: Question, parsed: dict[str, Any]) -> Judged:
    """One question with what `Parser.parse` made of it."""
    ranking = tuple((entry["intent"] or entry["guide"], entry["confidence"]) for entry in parsed["ranking"])
    return Judged(question, ranking, Band(parsed["band"]))


def share(values: Sequence[bool]) -> float:
    """How many are true, in percent with one decimal; 0 for none at all."""
    return round(100 * sum(values) / len(values), 1) if values else 0.0
