"""Canned answers: the guides' own words under short names, and phrases that editors keep in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.guides import pages, walk
from bot.guides.library import Library
from bot.guides.model import Guide
from bot.messages import LONGEST_TEXT
from bot.text import fold

log = structlog.get_logger(__name__)

FILE = Path(__file__).resolve().parents[2] / "guides" / "desk" / "answers.yml"
MOST = 8
"""Answers that are offered at once."""


@dataclass(frozen=True)
class Canned:
    """One answer: `shortcut` is what an operator types after a slash."""

    shortcut: str
    title: str
    text: str


def canned_answers(library: Library, written: str, today: date, path: Path = FILE) -> list[Canned]:
    """The answers for what was typed: first those whose shortcut begins so, then those with all its words."""
    wanted, words = written.strip().lstrip("/").lower(), fold(written).split()
    everything = [*_phrases(path), *(one for guide in library.guides() for one in _of_guide(guide, today))]
    begun = [one for one in everything if one.shortcut.startswith(wanted)]
    named = [one for one in everything if words and all(word in fold(f"{one.title} {one.shortcut}") for word in words)]
    return list(dict.fromkeys([*begun, *named]))[:MOST]


def _of_guide(guide: Guide, today: date) -> Iterator[Canned]:
    """The guide's opening, each of its steps and each of its problems."""
    yield Canned(guide.id, guide.title, f"{guide.summary}\n\nBác gõ «{guide.title}» để trợ lý chỉ từng bước ạ.")
    for number, step in enumerate(walk.steps(guide, {}, today), start=1):
        page = pages.step(guide, step, {}, today)
        yield from _if_short(Canned(f"{guide.id}.{number}", f"{guide.title}: {page.title}", page.text))
    for problem in guide.problems:
        page = pages.fix(guide, problem)
        yield from _if_short(Canned(f"{guide.id}.{problem.id}", f"{guide.title}: {page.title or ''}", page.text))


def _if_short(answer: Canned) -> Iterator[Canned]:
    if len(answer.text) <= LONGEST_TEXT:
        yield answer


def _phrases(path: Path) -> list[Canned]:
    """The phrases of the file; without it, or with a mistake in it, none, the latter with a line in the log."""
    if not path.is_file():
        return []
    try:
        given = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
        return [Canned(str(name), str(words).split("\n")[0], str(words)) for name, words in given.items()]
    except (YAMLError, AttributeError) as error:
        log.error("canned answers are left out", file=path.name, error=str(error))
        return []
