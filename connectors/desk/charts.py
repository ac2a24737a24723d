"""The charts of the page of results, each with the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.desk.assisting import OUTCOME_NAMES, Outcome
from bot.desk.measuring import TOPIC_ORDER, Totals, totals
from connectors.desk.plots import Bar, bar_chart
from connectors.desk.results import BAND_NAMES, NO_PLACE, THUMB_NAMES, Measured, topic_name


@dataclass(frozen=True)
class Plot:
    """A chart and the table that says the same."""

    title: str
    chart: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[str] = ()


def charts(measured: Measured, whole: Totals) -> Iterator[Plot]:
    """In the order of the page."""
    months = [(month, totals(cell for cell in measured.cells if cell.month == month)) for month in measured.months]
    yield _counts("Số người được giúp từng tháng", "Tháng", [(name, one.people) for name, one in months])
    topics = [(topic_name(key), whole.topics.get(key, 0)) for key in TOPIC_ORDER]
    yield _counts("Số người được giúp theo nhóm việc", "Nhóm việc", [row for row in topics if row[1]])
    outcomes = [(OUTCOME_NAMES[one], whole.outcomes.get(one.value, 0)) for one in Outcome]
    yield _counts("Kết quả", "Kết quả", outcomes)
    yield _shares(measured)
    done = [
        (month, sum(row.finished or 0 for row in measured.understanding if row.month == month)) for month, _ in months
    ]
    yield _counts("Bài bà con làm xong khi nhắn với trợ lý", "Tháng", [row for row in done if row[1]])
    thumbs = [(name, sum(row.thumbs[key] or 0 for row in measured.understanding)) for key, name in THUMB_NAMES.items()]
    yield _counts("Bà con đánh giá bài", "Đánh giá", thumbs)
    waits = [row for row in measured.waiting if row.minutes is not None]
    named = [(f"{row.month} {row.commune or row.province or NO_PLACE}", row.minutes or 0) for row in waits]
    yield _counts("Phiếu hỏi: một nửa được trả lời trong (phút)", "Tháng, nơi", named)


def _counts(title: str, kind: str, rows: Sequence[tuple[str, int]]) -> Plot:
    bars = [Bar(label, ((float(count), 1),), _written(count)) for label, count in rows]
    return Plot(title, bar_chart(title, bars), (kind, "Số"), [(label, _written(count)) for label, count in rows])


def _shares(measured: Measured) -> Plot:
    """How questions were understood each month, all provinces of the operator together."""
    title = "Trợ lý hiểu câu hỏi của bà con"
    bars, rows = [], []
    for month in measured.months:
        known = [row.bands for row in measured.understanding if row.month == month]
        sums = [sum(bands[band] or 0 for bands in known) for band in BAND_NAMES]
        if sum(sums):
            shares = [round(100 * one / sum(sums)) for one in sums]
            bars.append(Bar(month, tuple((float(one), place + 1) for place, one in enumerate(sums)), f"{shares[0]} %"))
            rows.append((month, *(f"{_written(one)} ({share} %)" for one, share in zip(sums, shares, strict=True))))
    return Plot(title, bar_chart(title, bars), ("Tháng", *BAND_NAMES.values()), rows, tuple(BAND_NAMES.values()))


def _written(count: int) -> str:
    """`1.234`, as numbers are written here."""
    return f"{count:,}".replace(",", ".")
