"""Where a citizen is in a guide: a pure function of the answers given so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Optional, TypeVar

from bot.guides.model import Conditional, Dated, Guide, Question, Step

UNKNOWN = "?"
"""The answer of a citizen who cannot tell: it rules nothing out."""

Answers = dict[str, str]
P = TypeVar("P", bound=Conditional)


def shown(guide: Guide, parts: Sequence[P], answers: Answers, day: Optional[date] = None) -> list[P]:
    """The parts that no answer rules out and, when `day` is given, that are in force on it."""
    kept = [part for part in parts if not ruled_out(guide, part, answers)]
    return [part for part in kept if day is None or not isinstance(part, Dated) or part.holds_on(day)]


def ruled_out(guide: Guide, part: Conditional, answers: Answers) -> bool:
    """Whether an answer rules the part out: its own condition fails, or that of a question it depends on."""
    questions = {question.id: question for question in guide.questions}
    for question_id, wanted in part.only_if.items():
        answer = answers.get(question_id, UNKNOWN)
        if answer != UNKNOWN and answer not in wanted:
            return True
        question = questions.get(question_id)
        if question is not None and ruled_out(guide, question, answers):
            return True
    return False


def next_question(guide: Guide, answers: Answers) -> Optional[Question]:
    """The first question that still has to be asked."""
    return next((question for question in shown(guide, guide.questions, answers) if question.id not in answers), None)


def steps(guide: Guide, answers: Answers, day: date) -> list[Step]:
    """The steps of this citizen's way through the guide."""
    return shown(guide, guide.steps, answers, day)


def answers_reaching(guide: Guide, part: Conditional, answers: Answers) -> Answers:
    """`answers` without those that rule `part` out: an old button may lead to another branch."""
    kept = dict(answers)
    while ruled_out(guide, part, kept):
        for question_id in list(kept):
            rest = {name: answer for name, answer in kept.items() if name != question_id}
            if not ruled_out(guide, part, rest) or question_id in part.only_if:
                kept = rest
                break
        else:
            return {}
    return kept


def paths(guide: Guide, answers: Optional[Answers] = None) -> Iterator[Answers]:
    """Every way through the guide: the answers to all questions asked on it, "cannot tell" included.

    An option that leads to another guide ends a path.
    """
    answers = answers or {}
    question = next_question(guide, answers)
    if question is None:
        yield answers
        return
    yield from paths(guide, {**answers, question.id: UNKNOWN})
    for option in question.options:
        chosen = {**answers, question.id: option.id}
        if option.leads_to is None:
            yield from paths(guide, chosen)
        else:
            yield chosen
