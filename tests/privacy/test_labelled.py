"""Redaction on labelled messages: what must go goes, what must stay stays; prints the figures."""

from __future__ import annotations

import pytest

from bot.privacy.kinds import KINDS
from tests.privacy.labels import measure, read_labels

LEAST_RECALL = 0.99
MOST_FALSE_ALARMS = 0.01
LEAST_RIGHT_KINDS = 0.97
LEAST_ROWS = 500
ROWS = read_labels()


def test_the_labels_are_many_and_sound() -> None:
    hits = [row for row in ROWS if row.kinds]
    assert len(ROWS) >= LEAST_ROWS
    assert len(ROWS) - len(hits) >= len(hits)
    for row in ROWS:
        assert set(row.kinds) <= KINDS, row
        assert bool(row.kinds) == bool(row.secrets), row
        assert all(secret in row.text for secret in row.secrets), row
    assert {kind for row in ROWS for kind in row.kinds} == KINDS


def test_what_is_personal_goes_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    figures = measure(ROWS)
    with capsys.disabled():
        print(f"\nprivacy, all {len(ROWS)} messages: {figures}")
        for part in dict.fromkeys(row.part for row in ROWS):
            print(f"  {part}: {measure([row for row in ROWS if row.part == part])}")
    report = "\n".join(figures.wrong)
    assert figures.recall >= LEAST_RECALL, report
    assert figures.false_alarm_rate <= MOST_FALSE_ALARMS, report
    assert figures.kind_rate >= LEAST_RIGHT_KINDS, report
