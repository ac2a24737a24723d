"""What the bot did not understand, grouped by likeness, for somebody to decide what it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional

from bot.guides.matching import likeness
from bot.text import fold

ALIKE = 0.55
"""Likeness from which two questions are shown together."""


class Decision(str, Enum):
    """What was decided of a question."""

    EXAMPLE = "example"  # it belongs to a guide
    OUT_OF_SCOPE = "out_of_scope"
    NEW_GUIDE = "new_guide"


DECISION_NAMES = {
    Decision.EXAMPLE: "Thêm vào bài",
    Decision.OUT_OF_SCOPE: "Ngoài phạm vi",
    Decision.NEW_GUIDE: "Cần bài mới",
}


@dataclass(frozen=True)
class Question:
    """One question as it is stored (without personal data), how often it came, and what it was nearest to."""

    words: str
    times: int
    last_at: datetime
    intent: Optional[str] = None


@dataclass(frozen=True)
class Group:
    """Questions that are alike, the commonest first."""

    questions: tuple[Question, ...]

    @property
    def times(self) -> int:
        """How often all of them came."""
        return sum(question.times for question in self.questions)

    @property
    def nearest(self) -> Optional[str]:
        """What most of them were nearest to."""
        found: Counter[str] = Counter()
        for question in self.questions:
            if question.intent is not None:
                found[question.intent] += question.times
        return found.most_common(1)[0][0] if found else None


def grouped(questions: Iterable[Question]) -> list[Group]:
    """The questions in groups, the group that came most often first. Each joins the first group it is like."""
    groups: list[list[Question]] = []
    heads: list[tuple[str, frozenset[str]]] = []
    by_word: defaultdict[str, set[int]] = defaultdict(set)
    for question in sorted(questions, key=lambda one: (-one.times, one.words)):
        folded = fold(question.words)
        words = frozenset(folded.split())
        near = sorted(set().union(*(by_word[word] for word in words))) if words else []
        place = next((at for at in near if _alike(folded, words, *heads[at])), None)
        if place is not None:
            groups[place].append(question)
            continue
        for word in words:
            by_word[word].add(len(groups))
        groups.append([question])
        heads.append((folded, words))
    found = [Group(tuple(group)) for group in groups]
    return sorted(found, key=lambda group: (-group.times, group.questions[0].words))


def _alike(one: str, words: frozenset[str], other: str, others: frozenset[str]) -> bool:
    """Both ways, for one may be a part of the other; most words have to be shared before anything is compared."""
    shared = len(words & others)
    if 2 * shared < min(len(words), len(others)):
        return False
    return min(likeness(one, other), likeness(other, one)) >= ALIKE
