"""Details found by rule: the level of an account, amounts of money, and names from a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from bot.nlu.alignment import Stripped
from bot.nlu.syllables import old_tone_place
from bot.text import strip_diacritics

ENTITIES = ("level", "amount", "province", "bank", "document", "phone")
"""What is found; the last four come from `nlu_data/dictionaries/names.yml`."""
LONGEST = 2000
"""Characters of a text that are searched."""

_LEVEL = re.compile(r"(?<![a-z0-9])(?:muc|cap)(?: do)? ?(?:dinh danh )?(?:so )?(1|2|mot|hai|i{1,2})(?![a-z0-9])")
_LEVELS = {"1": "1", "mot": "1", "i": "1", "2": "2", "hai": "2", "ii": "2"}
_UNITS = {
    "k": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 1_000_000, "trieu": 1_000_000, "cu": 1_000_000,
    "ty": 1_000_000_000, "ti": 1_000_000_000, "dong": 1, "d": 1, "vnd": 1,
}  # fmt: skip  # one unit a line would be a page
_AMOUNT = re.compile(
    r"(?<![a-z0-9.,])(\d{1,3}(?:[.,]\d{3})+|\d{1,12}(?:[.,]\d{1,2})?) ?(nghin|ngan|trieu|tr|k|cu|ty|ti|dong|vnd|d)"
    r"(\d)?(?: ?(?:dong|vnd|d))?(?![a-z0-9])"
)


@dataclass(frozen=True)
class Found:
    """One detail; `text[start:end]` is where it stands in the original."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Rules:
    """`names`: entity → value → the ways it is written."""

    names: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def read(cls, path: Path) -> Rules:
        """From a file with entity → value → list of spellings."""
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return cls(
            {
                entity: {str(value): tuple(map(str, ways)) for value, ways in of.items()}
                for entity, of in document.items()
            }
        )

    def __post_init__(self) -> None:
        ways: dict[str, list[tuple[str, str, str]]] = {}
        for entity, values in self.names.items():
            for value, spellings in values.items():
                for way in spellings:
                    ways.setdefault(strip_diacritics(way).lower(), []).append((entity, value, way.lower()))
        longest_first = sorted(ways, key=lambda way: -len(way))
        pattern = r"(?<![a-z0-9])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![a-z0-9])"
        object.__setattr__(self, "_ways", ways)
        object.__setattr__(self, "_pattern", re.compile(pattern))

    def find(self, text: str) -> list[Found]:
        """Every detail in `text`, in the order they stand there."""
        stripped = Stripped.of(text[:LONGEST])
        found = [*_levels(stripped), *_amounts(stripped), *self._named(stripped)]
        return sorted(found, key=lambda detail: (detail.start, detail.end))

    def _named(self, text: Stripped) -> Iterator[Found]:
        for match in self._pattern.finditer(text.text):  # type: ignore[attr-defined]  # set in __post_init__
            spelt = _canonical(text.spelt(*match.span()))
            for entity, value, way in self._ways[match.group()]:  # type: ignore[attr-defined]  # set in __post_init__
                if spelt in (match.group(), _canonical(way)):
                    yield Found(entity, value, *text.span(*match.span()))
                    break


def _canonical(name: str) -> str:
    return " ".join(old_tone_place(word) for word in name.split())


def _levels(text: Stripped) -> Iterator[Found]:
    for match in _LEVEL.finditer(text.text):
        yield Found("level", _LEVELS[match.group(1)], *text.span(*match.span()))


def _amounts(text: Stripped) -> Iterator[Found]:
    for match in _AMOUNT.finditer(text.text):
        number, unit, tenth = match.groups()
        if unit == "d" and text.spelt(*match.span(2)) == "d" and "." not in number:
            continue  # "2 d" may be anything; "200.000d" and "200đ" are money
        yield Found("amount", str(_dong(number, unit, tenth)), *text.span(*match.span()))


def _dong(number: str, unit: str, tenth: str | None) -> int:
    """`2`, `triệu` → 2 000 000; `1`, `tr`, `5` → 1 500 000."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
    amount = float(number.replace(".", "").replace(",", "") if grouped else number.replace(",", "."))
    return round((amount + int(tenth or 0) / 10) * _UNITS[unit])
