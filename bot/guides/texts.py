"""What a citizen can read of a guide, text by text, with the place where each stands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.guides.findings import Place
from bot.guides.model import Guide, Part

_READ = {
    "prepare": ("name", "note"),
    "questions": ("ask", "why"),
    "steps": ("title", "text", "screen", "tip"),
    "problems": ("fix",),
    "cost": ("way", "text"),
    "duration": ("way", "text"),
    "warnings": ("text",),
    "contacts": ("name", "phone", "where", "hours"),
}
"""The fields of each list that citizens read."""


def citizen_texts(guide: Guide) -> Iterator[tuple[Place, str]]:
    """Every text of the guide that citizens read, in the order of the file."""
    for name in ("title", "summary", "who"):
        if getattr(guide, name):
            yield (name,), getattr(guide, name)
    for name, fields in _READ.items():
        for index, part in enumerate(getattr(guide, name)):
            yield from _texts_of(part, (name, index), fields)
    for index, paper in enumerate(guide.legal_basis):
        yield ("legal_basis", index), paper


def spoken_texts(guide: Guide) -> Iterator[tuple[Place, str]]:
    """The texts in sentences: without titles, names, numbers and references, which are not ours to word."""
    for place, text in citizen_texts(guide):
        if place[0] not in ("title", "contacts", "legal_basis") and place[-1] != "title":
            yield place, text


def _texts_of(part: Part, place: Place, fields: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    for name in fields:
        if getattr(part, name):
            yield (*place, name), getattr(part, name)
    for index, option in enumerate(getattr(part, "options", [])):
        yield (*place, "options", index, "label"), option.label
