"""The dictionaries of spoken and chat Vietnamese in `nlu_data/dictionaries/`: phrases and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from ruamel.yaml import YAML

LONGEST_PHRASE = 4
"""Words that a dictionary's key has at most."""


def read_dictionary(path: Path) -> dict[str, str]:
    """Phrase → standard words, both in lower case. Raises a YAMLError on a doubled key."""
    document = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    return {str(key): str(value) for key, value in document.items()}


@dataclass(frozen=True)
class Dictionaries:
    """Chat spelling, dialect and English: phrase → standard Vietnamese."""

    abbreviations: Mapping[str, str]
    regional: Mapping[str, str]
    english: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Dictionaries:
        """From `abbreviations.yml`, `regional.yml` and `english.yml` in `folder`."""
        return cls(*(read_dictionary(folder / f"{field.name}.yml") for field in fields(cls)))

    def to_json(self) -> dict[str, dict[str, str]]:
        """As plain JSON."""
        return {field.name: dict(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Mapping[str, str]]) -> Dictionaries:
        """The opposite of `to_json`."""
        return cls(**data)


@dataclass(frozen=True)
class Phrases:
    """Replaces phrases in a list of words, the longest first."""

    entries: Mapping[tuple[str, ...], tuple[str, ...]]

    @classmethod
    def of(cls, dictionary: Mapping[str, str]) -> Phrases:
        """From a dictionary as it is read."""
        return cls({tuple(key.split()): tuple(value.split()) for key, value in dictionary.items()})

    def words(self) -> set[str]:
        """Every word that occurs in a phrase."""
        return {word for phrase in self.entries for word in phrase}

    def replaced(self, words: Sequence[str]) -> list[str]:
        """`words` in standard Vietnamese."""
        out: list[str] = []
        at = 0
        while at < len(words):
            size = self._match(words, at)
            out += self.entries[tuple(words[at : at + size])] if size else (words[at],)
            at += size or 1
        return out

    def _match(self, words: Sequence[str], at: int) -> int:
        for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            if tuple(words[at : at + size]) in self.entries:
                return size
        return 0
