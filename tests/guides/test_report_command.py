"""`bot guides report` tells what is due, how sure and how old it is."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.guides.commands import app
from bot.guides.library import Library
from bot.guides.report import as_table, rows
from tests.guides.conftest import spoil

pytestmark = pytest.mark.thorough


def test_the_csv_has_a_row_a_guide_due_first(folder: Path) -> None:
    spoil(folder / "sach.yml", "due_on: 2999-01-01", "due_on: 2026-06-01")
    result = CliRunner().invoke(app, ["--folder", str(folder), "report", "--csv"])
    assert result.exit_code == 0, result.output
    report = list(csv.DictReader(io.StringIO(result.output)))
    assert [row["mã"] for row in report] == ["sach", "ca"]
    assert report[0]["hạn"] == "2026-06-01"
    assert (report[1]["tin cậy"], report[1]["câu mẫu"]) == ("vừa", "12")
    assert (report[1]["số máy"], report[1]["chưa kiểm chứng"]) == ("1", "1")


def test_the_age_of_sources_is_in_months(folder: Path) -> None:
    spoil(folder / "ca.yml", "date: 2026}", "date: 2026-03-15}")
    (ca,) = [row for row in rows(Library(folder).guides(), date(2026, 11, 22)) if row.id == "ca"]
    assert (ca.newest_source, ca.months_old) == ("2026-03-15", 8)


def test_the_table_counts_what_is_due(folder: Path) -> None:
    spoil(folder / "sach.yml", "due_on: 2999-01-01", "due_on: 2026-06-01")
    spoil(folder / "ca.yml", "confidence: medium", "confidence: low")
    table = as_table(rows(Library(folder).guides(), date(2026, 6, 2)))
    assert table.caption == "2 bài: 1 quá hạn, 0 đến hạn trong 30 ngày, 1 độ tin cậy thấp"
    assert [row.style for row in table.rows] == ["red", None]


def test_it_prints_our_guides() -> None:
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code == 0, result.output
    assert "vneid_muc_2" in result.output
