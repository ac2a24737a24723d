"""Answers to a guide's questions that the citizen has given already, in the question itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.guides.model import Guide
from bot.guides.walk import Answers
from bot.text import fold

TOLD = frozenset({"phone", "province"})
"""Details that answer a question wherever an option names them; a level or a document may be somebody else's."""


def answers_told(guide: Guide, entities: Sequence[Mapping[str, Any]]) -> Answers:
    """Question → option, where exactly one option names a detail of the message, as "cài VNeID trên iPhone" does.

    An option that leads to another guide is not chosen for the citizen.
    """
    names = {fold(str(one.get("value"))) for one in entities if one.get("entity") in TOLD}
    told: dict[str, str] = {}
    for question in guide.questions:
        named = [
            option for option in question.options if any(f" {name} " in f" {fold(option.label)} " for name in names)
        ]
        if len(named) == 1 and named[0].leads_to is None:
            told[question.id] = named[0].id
    return told
