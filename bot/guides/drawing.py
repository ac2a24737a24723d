"""Draws a guide's questions and steps as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.guides import walk
from bot.guides.model import Guide, Option
from bot.guides.walk import Answers

START, END = "start", "finish"
Edge = tuple[str, str]

_ESCAPED = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\n": " "})
"""Mermaid's entity codes: a label in quotes may then hold any text."""


def draw(guide: Guide, day: date) -> str:
    """The flowchart of every way with all questions answered, as Mermaid text."""
    edges: dict[Edge, list[Answers]] = {}
    for answers in _ways(guide):
        for edge in _edges(guide, answers, day):
            edges.setdefault(edge, []).append(answers)
    lines = ["flowchart TD", *_nodes(guide, edges)]
    for (here, there), taken in edges.items():
        reached = [answers for (start, _), all_answers in edges.items() if start == here for answers in all_answers]
        label = _label(guide, taken, reached)
        lines.append(f'    {here} -->|"{_safe(label)}"| {there}' if label else f"    {here} --> {there}")
    return "\n".join(lines) + "\n"


def _ways(guide: Guide) -> Iterator[Answers]:
    return (answers for answers in walk.paths(guide) if walk.UNKNOWN not in answers.values())


def _edges(guide: Guide, answers: Answers, day: date) -> Iterator[Edge]:
    """The way from node to node; it ends at another guide or at the end of this one."""
    here = START
    for question in guide.questions:
        if question.id in answers:
            yield here, f"q_{question.id}"
            here = f"q_{question.id}"
            chosen = next(option for option in question.options if option.id == answers[question.id])
            if chosen.leads_to is not None:
                yield here, f"g_{chosen.leads_to}"
                return
    for step in walk.steps(guide, answers, day):
        yield here, f"s_{step.id}"
        here = f"s_{step.id}"
    yield here, END


def _nodes(guide: Guide, edges: dict[Edge, list[Answers]]) -> Iterator[str]:
    used = {node for edge in edges for node in edge}
    yield f'    {START}(["{_safe(guide.title)}"])'
    for question in guide.questions:
        if f"q_{question.id}" in used:
            yield f'    q_{question.id}{{"{_safe(question.ask)}"}}'
        for other in dict.fromkeys(option.leads_to for option in question.options if option.leads_to):
            yield f'    g_{other}[["Bài: {_safe(other)}"]]'
    for step in guide.steps:
        if f"s_{step.id}" in used:
            yield f'    s_{step.id}["{_safe(step.title)}"]'
    if END in used:
        yield f'    {END}(["Xong"])'


def _label(guide: Guide, taken: list[Answers], reached: list[Answers]) -> str:
    """The answers that lead along an edge, where not every answer given at its start does."""
    labels = []
    for question in guide.questions:
        given = {answers[question.id] for answers in taken if question.id in answers}
        possible = {answers[question.id] for answers in reached if question.id in answers}
        if given != possible:
            labels.append(" hoặc ".join(option.label for option in _options(guide, question.id) if option.id in given))
    return "; ".join(label for label in labels if label)


def _options(guide: Guide, question_id: str) -> list[Option]:
    return next(question.options for question in guide.questions if question.id == question_id)


def _safe(text: str) -> str:
    return text.translate(_ESCAPED)
