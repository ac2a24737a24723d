"""The training examples that stand in the guides, read fast and without Rasa."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ruamel.yaml import YAML

from bot.errors import GuideError
from bot.guides.model import Guide, Status
from bot.guides.reading import read_guide

log = logging.getLogger(__name__)


def guide_examples(folder: Path) -> dict[str, list[str]]:
    """Guide id → what citizens say to mean it: its `examples` and its problems' `says`; published guides only.

    A guide that cannot be read is left out, with a warning that names it and its mistakes.
    """
    examples: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        guide = _published(path)
        if guide is not None:
            says = [words for problem in guide.problems for words in problem.says]
            examples[guide.id] = list(dict.fromkeys([*guide.examples, *says]))
    return examples


def other_examples(folder: Path) -> dict[str, list[str]]:
    """Intent → its examples, from the Rasa training files that stand directly in `folder`."""
    examples: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
        for entry in document.get("nlu", []):
            lines = (line.strip() for line in entry["examples"].splitlines())
            examples.setdefault(entry["intent"], []).extend(line[2:].strip() for line in lines if line.startswith("- "))
    return examples


@dataclass(frozen=True)
class Corpus:
    """All training examples: texts and their intents one by one, and which intents are guides."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    guides: frozenset[str]

    @classmethod
    def read(cls, home: Path) -> Corpus:
        """Everything the training reads in the project folder `home`, as Rasa would see it."""
        guides, others = guide_examples(home / "guides"), other_examples(home / "nlu_data")
        pairs = [(text, intent) for of in (guides, others) for intent, texts in of.items() for text in texts]
        return cls(tuple(text for text, _ in pairs), tuple(intent for _, intent in pairs), frozenset(guides))


def _published(path: Path) -> Optional[Guide]:
    try:
        guide = read_guide(path)
    except GuideError as error:
        log.warning("guide %s is left out of the training: %s", path.name, error)
        return None
    return guide if isinstance(guide, Guide) and guide.status is Status.PUBLISHED else None
