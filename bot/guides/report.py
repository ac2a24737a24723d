"""What the editors' board wants to know of every guide: how sure, how old, when due."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date

from rich.table import Table

from bot.guides.model import Confidence, Guide

SURE = {Confidence.HIGH: "cao", Confidence.MEDIUM: "vừa", Confidence.LOW: "thấp"}
SOON = 30
"""Days before a review is due from which it is marked."""


@dataclass(frozen=True)
class Row:
    """One guide in the report."""

    id: str
    title: str
    topic: str
    status: str
    confidence: str
    reviewed: date
    due: date
    days_left: int
    newest_source: str
    oldest_source: str
    months_old: int
    steps: int
    examples: int
    phones: int
    phones_unverified: int


HEADINGS = {
    "id": "mã",
    "title": "bài",
    "topic": "nhóm",
    "status": "trạng thái",
    "confidence": "tin cậy",
    "reviewed": "kiểm tra",
    "due": "hạn",
    "days_left": "còn (ngày)",
    "newest_source": "nguồn mới nhất",
    "oldest_source": "nguồn cũ nhất",
    "months_old": "tuổi nguồn (tháng)",
    "steps": "bước",
    "examples": "câu mẫu",
    "phones": "số máy",
    "phones_unverified": "chưa kiểm chứng",
}
IN_TABLE = ("id", "confidence", "reviewed", "due", "months_old", "oldest_source", "examples", "phones_unverified")
"""What fits a terminal of 110 columns; the CSV has everything."""


def rows(guides: Iterable[Guide], day: date) -> list[Row]:
    """One row a guide, the ones due first on top."""
    return sorted((_row(guide, day) for guide in guides), key=lambda row: (row.due, row.id))


def as_table(report: list[Row]) -> Table:
    """The report for a terminal: overdue in red, soon due and low confidence in yellow."""
    table = Table(title="Các bài hướng dẫn", caption=_summary(report))
    for name in IN_TABLE:
        table.add_column(HEADINGS[name], no_wrap=name in ("id", "reviewed", "due"))
    for row in report:
        late = "red" if row.days_left < 0 else "yellow" if row.days_left <= SOON else None
        table.add_row(*(str(getattr(row, name)) for name in IN_TABLE), style=late)
    return table


def as_csv(report: list[Row]) -> str:
    """The report as CSV with Vietnamese headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS[field.name] for field in fields(Row))
    writer.writerows(asdict(row).values() for row in report)
    return out.getvalue()


def _row(guide: Guide, day: date) -> Row:
    dates = sorted(source.date for source in guide.sources)
    phones = [contact for contact in guide.contacts if contact.phone]
    return Row(
        id=guide.id,
        title=guide.title,
        topic=guide.topic.value,
        status=guide.status.value,
        confidence=SURE[guide.confidence],
        reviewed=guide.review.done_on,
        due=guide.review.due_on,
        days_left=(guide.review.due_on - day).days,
        newest_source=dates[-1],
        oldest_source=dates[0],
        months_old=_months(day.isoformat()) - _months(dates[-1]),
        steps=len(guide.steps),
        examples=len(guide.examples),
        phones=len(phones),
        phones_unverified=sum(1 for contact in phones if contact.verified is None),
    )


def _months(written: str) -> int:
    """Months since the year 0 of a date written 2026-03-15, 2026-03 or 2026; a year alone counts from its end."""
    year, _, rest = written.partition("-")
    return int(year) * 12 + int(rest[:2] or 12)


def _summary(report: list[Row]) -> str:
    late = sum(1 for row in report if row.days_left < 0)
    soon = sum(1 for row in report if 0 <= row.days_left <= SOON)
    low = sum(1 for row in report if row.confidence == SURE[Confidence.LOW])
    return f"{len(report)} bài: {late} quá hạn, {soon} đến hạn trong {SOON} ngày, {low} độ tin cậy thấp"
