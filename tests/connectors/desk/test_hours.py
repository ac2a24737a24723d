"""Working hours: breaks, holidays, make-up days, and a file that people edit."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.desk.hours import FILE, VIETNAM, Clock, HoursError, in_words, read_hours

WEEK = """
weekly:
  monday: ["07:30-11:30", "13:30-17:00"]
  tuesday: ["07:30-11:30", "13:30-17:00"]
  wednesday: []
  thursday: ["07:30-11:30", "13:30-17:00"]
  friday: ["07:30-11:30", "13:30-17:00"]
  saturday: []
  sunday: []
"""
REST = """
holidays:
  - {day: 2027-01-01, name: Tết Dương lịch}
  - {from: 2027-02-05, to: 2027-02-09, name: Tết}
extra:
  2026-12-26: ["08:00-11:00"]
"""


def at(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hours.yml"
    path.write_text(WEEK + REST, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        ("2026-11-23 07:29", False, "2026-11-23 07:30"),  # a Monday
        ("2026-11-23 07:30", True, "2026-11-23 13:30"),
        ("2026-11-23 11:30", False, "2026-11-23 13:30"),  # lunch
        ("2026-11-23 13:30", True, "2026-11-24 07:30"),
        ("2026-11-24 17:00", False, "2026-11-26 07:30"),  # Wednesday is free
        ("2026-12-25 18:00", False, "2026-12-26 08:00"),  # a make-up Saturday
        ("2026-12-31 18:00", False, "2027-01-04 07:30"),  # New Year and a weekend
        ("2027-02-08 09:00", False, "2027-02-11 07:30"),  # Tết, then a free Wednesday
    ],
)
def test_open_and_next_opening(path: Path, now: str, is_open: bool, opens: str) -> None:
    hours = read_hours(path)
    assert (hours.is_open(at(now)), hours.opens(at(now))) == (is_open, at(opens))


def test_hours_are_those_of_vietnam(path: Path) -> None:
    assert read_hours(path).is_open(datetime.fromisoformat("2026-11-23T01:00+00:00"))


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        ("2026-11-22 13:30", "13 giờ 30 hôm nay"),
        ("2026-11-23 07:30", "7 giờ 30 sáng mai"),
        ("2026-11-23 14:00", "14 giờ ngày mai"),
        ("2026-11-26 08:00", "8 giờ thứ Năm 26/11"),
    ],
)
def test_openings_are_told_as_people_say_them(opening: str, words: str) -> None:
    assert in_words(at(opening), at("2026-11-22 12:00")) == words


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("weekly: {}", "weekly: phải có đủ bảy ngày"),
        (WEEK.replace("07:30-11:30", "7h30-11h30", 1), "weekly.monday: «7h30-11h30» phải có dạng 07:30-11:30"),
        (WEEK.replace("13:30-17:00", "11:00-17:00", 1), "phải sau khoảng đứng trước"),
        (WEEK.replace("07:30-11:30", "25:00-26:00", 1), "phải có dạng"),
        (WEEK + "holidays: [{day: mùng một}]", "phải có day: 2027-01-01"),
        (WEEK + "extra: {ngày mai: []}", "extra: «ngày mai» phải là một ngày"),
        (WEEK + "hollidays: []", "hollidays: không có mục này"),
        ("[", "không đọc được"),
        ("", "weekly: phải có đủ bảy ngày"),
    ],
)
def test_every_mistake_is_told(path: Path, wrong: str, told: str) -> None:
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(HoursError, match=re.escape(told)):
        read_hours(path)


def test_a_changed_file_is_used_at_once_and_a_wrong_one_never(path: Path) -> None:
    clock = Clock(path)
    assert clock.hours().is_open(at("2026-11-23 08:00"))
    path.write_text(WEEK.replace('monday: ["07:30-11:30", "13:30-17:00"]', "monday: []"), encoding="utf-8")
    assert not clock.hours().is_open(at("2026-11-23 08:00"))
    path.write_text("weekly: tùy hôm", encoding="utf-8")
    assert clock.hours().is_open(at("2026-11-24 08:00"))
    path.unlink()
    assert clock.hours().is_open(at("2026-11-24 08:00"))


def test_a_file_that_is_wrong_from_the_start_stops_nothing_and_sends_nobody_away(path: Path) -> None:
    path.write_text("weekly: tùy hôm", encoding="utf-8")
    assert Clock(path).hours().is_open(at("2026-11-22 23:00"))
    assert Clock(path.with_name("missing.yml")).hours().is_open(at("2026-11-22 23:00"))


def test_the_projects_own_file_is_valid() -> None:
    assert read_hours(FILE).opens(datetime.now(VIETNAM)) is not None
