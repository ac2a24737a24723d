"""Every number, document and source in the guides stands in the fact files they were written from."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from bot.guides.library import shared_library
from bot.guides.model import Guide, Source
from bot.guides.reading import field_name
from bot.guides.texts import citizen_texts

FACTS = Path(__file__).parents[1] / "facts"

NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
"""A number as it is written: 50.000, 01/07/2025, 156/5656, 3.000333."""

DOCUMENT = re.compile(r"\d+(?:/\d{4})?/[A-ZĐ][A-ZĐ0-9]*(?:-[A-ZĐ0-9]+)*")
"""A legal document's number: 69/2024/NĐ-CP, 31/QĐ-BYT, 91/2025/QH15."""


def _mapping() -> dict[str, list[str]]:
    with (FACTS / "guides.tsv").open(encoding="utf-8", newline="") as rows:
        found: dict[str, list[str]] = defaultdict(list)
        for row in csv.DictReader(rows, delimiter="\t"):
            assert row["why"], f"{row['guide']}: why does it use {row['facts']}?"
            found[row["guide"]].append((FACTS / f"{row['facts']}.md").read_text(encoding="utf-8"))
    return found


MAPPING = _mapping()


GUIDES = shared_library().guides()
every_guide = pytest.mark.parametrize("guide", GUIDES, ids=[guide.id for guide in GUIDES])


def _stands(words: str, facts: str) -> bool:
    """Whether the facts have these words, not as a part of a longer number."""
    return re.search(rf"(?<![\d]){re.escape(words)}(?!\d)", facts) is not None


def test_every_guide_is_mapped_to_its_facts() -> None:
    assert sorted(MAPPING) == sorted(guide.id for guide in GUIDES)


@every_guide
def test_numbers_stand_in_the_facts(guide: Guide) -> None:
    facts = "\n".join(MAPPING[guide.id])
    invented = [
        f"{field_name(place)}: {number}"
        for place, text in citizen_texts(guide)
        for number in NUMBER.findall(text)
        if not _stands(number, facts)
    ]
    assert not invented


@every_guide
def test_documents_stand_in_the_facts(guide: Guide) -> None:
    facts = "\n".join(MAPPING[guide.id])
    texts = [text for _, text in citizen_texts(guide)]
    assert not [found for text in texts for found in DOCUMENT.findall(text) if found not in facts]


@every_guide
def test_phones_stand_in_the_facts(guide: Guide) -> None:
    facts = "\n".join(MAPPING[guide.id])
    assert not [one.phone for one in guide.contacts if one.phone and not _stands(one.phone, facts)]


@every_guide
def test_sources_stand_in_the_facts(guide: Guide) -> None:
    lines = "\n".join(MAPPING[guide.id]).splitlines()
    unknown = [source.url for source in guide.sources if not _lines_of(source, lines)]
    assert not unknown


@every_guide
def test_source_dates_stand_in_the_facts(guide: Guide) -> None:
    lines = "\n".join(MAPPING[guide.id]).splitlines()
    assert not [f"{source.key}: {source.date}" for source in guide.sources if not _dated(source, lines)]


def _lines_of(source: Source, lines: list[str]) -> list[str]:
    address = source.url.removeprefix("https://")
    return [line for line in lines if address in line]


def _dated(source: Source, lines: list[str]) -> bool:
    """Whether the date stands beside the address, in it, or in full in the same facts (a document's own day)."""
    beside = " ".join(line.replace(source.url, "") for line in _lines_of(source, lines))
    if any(found.startswith(source.date) for found in _dates(beside)):
        return True
    day = re.fullmatch(r"20(\d\d)-(\d\d)-(\d\d)", source.date)
    in_address = day is not None and "".join(day.groups()) in source.url
    return in_address or source.date in _dates("\n".join(lines))


def _dates(text: str) -> set[str]:
    days = {f"{y}-{int(m):02}-{int(d):02}" for d, m, y in re.findall(r"(?<!\d)(\d{1,2})/(\d{1,2})/(20\d\d)", text)}
    months = {f"{y}-{int(m):02}" for m, y in re.findall(r"(?<![\d/])(\d{1,2})/(20\d\d)", text)}
    return days | months | set(re.findall(r"(?<![\d/])20\d\d(?!\d)", text))
