"""When people answer: working hours with breaks, holidays and make-up days, from a file that editors change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, Optional

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import BotError

log = structlog.get_logger(__name__)

FILE = Path(__file__).resolve().parents[2] / "guides" / "desk" / "hours.yml"
VIETNAM = timezone(timedelta(hours=7))
LOOK_AHEAD = 60
"""Days that are looked through for the next opening."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")

Span = tuple[time, time]


class HoursError(BotError):
    """A file of working hours that cannot be used; the message lists every mistake."""


@dataclass(frozen=True)
class Hours:
    """`weekly`: the spans of Monday to Sunday; `holidays`: a name per day off; `extra`: other hours."""

    weekly: tuple[tuple[Span, ...], ...]
    holidays: dict[date, str] = field(default_factory=dict)
    extra: dict[date, tuple[Span, ...]] = field(default_factory=dict)

    def of(self, day: date) -> tuple[Span, ...]:
        """The spans of one day, in order; a make-up day counts more than a holiday."""
        if day in self.extra:
            return self.extra[day]
        return () if day in self.holidays else self.weekly[day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether people answer now."""
        there = at.astimezone(VIETNAM)
        return any(begin <= there.time() < end for begin, end in self.of(there.date()))

    def opens(self, after: datetime) -> Optional[datetime]:
        """When people answer next; None when that is not known."""
        there = after.astimezone(VIETNAM)
        for days in range(LOOK_AHEAD):
            day = there.date() + timedelta(days)
            for begin, _ in self.of(day):
                opening = datetime.combine(day, begin, VIETNAM)
                if opening > there:
                    return opening
        return None


def in_words(at: datetime, now: datetime) -> str:
    """`13 giờ 30 hôm nay`, `7 giờ 30 sáng mai`, `7 giờ 30 thứ Hai 23/11`."""
    there, today = at.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
    clock = f"{there.hour} giờ" + (f" {there.minute:02}" if there.minute else "")
    if there.date() == today:
        return f"{clock} hôm nay"
    if there.date() == today + timedelta(1):
        return f"{clock} {'sáng mai' if there.hour < 11 else 'ngày mai'}"
    return f"{clock} {WEEKDAY_NAMES[there.weekday()]} {there.day}/{there.month}"


def read_hours(path: Path = FILE) -> Hours:
    """The hours in a file. Raises HoursError with every mistake."""
    try:
        given = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise HoursError(f"{path.name}: không đọc được: {error}") from error
    wrong: list[str] = []
    hours = _hours(given if isinstance(given, dict) else {}, wrong)
    if wrong:
        raise HoursError("\n".join(f"{path.name}: {one}" for one in wrong))
    return hours


UNKNOWN = Hours(tuple(((time(0), time.max),) for _ in WEEKDAYS))
"""Always open: nobody is told that people are away when that is not known."""


class Clock:
    """The hours in service: read again when the file changed; an invalid file leaves the last valid one in place."""

    def __init__(self, path: Path = FILE) -> None:
        self._path = path
        self._hours = UNKNOWN
        self._stamp: Optional[tuple[int, int]] = None

    def hours(self) -> Hours:
        """As the file says now; UNKNOWN while it never was valid."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._hours = read_hours(self._path)
            except HoursError as error:
                log.error("working hours are invalid; the last valid ones stay in service", mistakes=str(error))
        return self._hours

    def _look(self) -> tuple[int, int]:
        try:
            stat = self._path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)


def _hours(given: dict[str, Any], wrong: list[str]) -> Hours:
    unknown = set(given) - {"weekly", "holidays", "extra"}
    wrong += [f"{name}: không có mục này; chỉ có weekly, holidays, extra" for name in sorted(map(str, unknown))]
    weekly = given.get("weekly")
    if not isinstance(weekly, dict) or set(weekly) != set(WEEKDAYS):
        wrong.append(f"weekly: phải có đủ bảy ngày: {', '.join(WEEKDAYS)}")
        weekly = {}
    days = tuple(tuple(_spans(weekly.get(name), f"weekly.{name}", wrong)) for name in WEEKDAYS)
    holidays = dict(_holidays(given.get("holidays") or [], wrong))
    extra = {day: tuple(_spans(spans, f"extra.{day}", wrong)) for day, spans in _extra(given.get("extra"), wrong)}
    return Hours(days, holidays, extra)


def _spans(given: Any, where: str, wrong: list[str]) -> Iterator[Span]:
    before = time(0)
    for written in given or []:
        found = _SPAN.fullmatch(str(written))
        numbers = [int(number) for number in found.groups()] if found else []
        if not numbers or max(numbers[0], numbers[2]) > 23 or max(numbers[1], numbers[3]) > 59:
            wrong.append(f"{where}: «{written}» phải có dạng 07:30-11:30")
            continue
        begin, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
        if not before <= begin < end:
            wrong.append(f"{where}: «{written}» phải sau khoảng đứng trước, và kết thúc sau khi bắt đầu")
            continue
        before = end
        yield begin, end


def _holidays(given: Any, wrong: list[str]) -> Iterator[tuple[date, str]]:
    for one in given if isinstance(given, list) else [given]:
        fields = one if isinstance(one, dict) else {}
        first, last = fields.get("from", fields.get("day")), fields.get("to", fields.get("day"))
        if not (isinstance(first, date) and isinstance(last, date) and first <= last and (last - first).days < 31):
            wrong.append(f"holidays: «{one}» phải có day: 2027-01-01, hoặc from: và to:")
            continue
        for days in range((last - first).days + 1):
            yield first + timedelta(days), str(fields.get("name", "ngày nghỉ"))


def _extra(given: Any, wrong: list[str]) -> Iterator[tuple[date, Any]]:
    for day, spans in (given or {}).items() if isinstance(given or {}, dict) else []:
        if isinstance(day, date):
            yield day, spans
        else:
            wrong.append(f"extra: «{day}» phải là một ngày như 2026-12-26")
