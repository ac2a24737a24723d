"""Every page of a guide that a citizen can come to, on every way through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from bot.guides import pages, walk
from bot.guides.findings import Place
from bot.guides.model import Dated, Guide
from bot.guides.pages import Page
from bot.guides.walk import Answers

VIETNAM = timezone(timedelta(hours=7))
ASPECTS = ("cost", "time", "prepare")


def today() -> date:
    """The day it is in Viet Nam."""
    return datetime.now(VIETNAM).date()


def ways(guide: Guide) -> Iterator[Answers]:
    """The answers of every way that ends in this guide: without those whose last answer opens another guide."""
    elsewhere = {
        (question.id, option.id) for question in guide.questions for option in question.options if option.leads_to
    }
    for answers in walk.paths(guide):
        if elsewhere.isdisjoint(answers.items()):
            yield answers


def days_of_change(guide: Guide, since: date) -> list[date]:
    """`since`, and every later day on which some part of the guide begins or has just ended."""
    dated = [part for parts in (guide.steps, guide.cost, guide.duration, guide.warnings) for part in _dated(parts)]
    begins = {part.valid_from for part in dated if part.valid_from}
    ended = {part.valid_until + timedelta(days=1) for part in dated if part.valid_until}
    return sorted({since} | {day for day in begins | ended if day > since})


def every_page(guide: Guide, answers: Answers, day: date) -> Iterator[tuple[Place, Page]]:
    """Every page shown on one way through the guide, each with the place in the file that it is made of."""
    yield ("summary",), pages.opening(guide, answers, day)
    for index, question in enumerate(guide.questions):
        yield ("questions", index), pages.question(guide, question)
    numbers = {step.id: number for number, step in enumerate(guide.steps)}
    for step in walk.steps(guide, answers, day):
        place: Place = ("steps", numbers[step.id])
        yield place, pages.step(guide, step, answers, day)
        yield place, pages.stuck(guide, step, answers, day)
    shown = {problem.id for problem in walk.shown(guide, guide.problems, answers)}
    for number, problem in enumerate(guide.problems):
        if problem.id in shown:
            yield ("problems", number), pages.fix(guide, problem)
    yield ("steps",), pages.whole(guide, answers, day)
    yield ("sources",), pages.sources(guide, answers, day)
    yield ("contacts",), pages.contacts(guide, answers, "Nơi hỏi:")
    for aspect in ASPECTS:
        yield ("summary",), pages.aspect(guide, aspect, answers, day)
    yield ("related",), pages.finished(guide, [])


def _dated(parts: object) -> list[Dated]:
    return [part for part in parts if isinstance(part, Dated)] if isinstance(parts, list) else []
