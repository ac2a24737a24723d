"""What the page of results and its CSV tell: read once, of one operator's places and some months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Optional

from aiohttp import web

from bot.desk.assisting import OUTCOME_NAMES, Outcome
from bot.desk.measuring import NO_TOPIC, Cell, Totals, Understanding, Waiting, cells, totals
from bot.guides.model import Topic
from bot.guides.pages import TOPICS
from bot.storage.measures import Measures
from connectors.desk.assist import today
from connectors.desk.desk import desk_of, operator_of

USUAL, LONGEST = 6, 36
"""Months shown unless asked otherwise, and at most."""

HIDDEN = "ẩn"
BAND_NAMES = {"sure": "Hiểu", "unsure": "Hỏi lại", "lost": "Chưa hiểu"}
THUMB_NAMES = {"up": "👍 Có ích", "down": "👎 Chưa được"}
NO_PLACE = "chưa rõ tỉnh"
NO_TEAM = "không thuộc tổ nào"
WHOLE_PROVINCE = "tổ của tỉnh"
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Measured:
    """Everything the page and the CSV tell, of one operator's places and some months."""

    first: str
    last: str
    cells: Sequence[Cell]
    understanding: Sequence[Understanding]
    waiting: Sequence[Waiting]

    @property
    def months(self) -> list[str]:
        """The months that anything is told of."""
        found = {cell.month for cell in self.cells} | {row.month for row in self.understanding}
        return sorted(found | {row.month for row in self.waiting})


async def measured_for(request: web.Request) -> Measured:
    """What the operator who asks may read, of the months in the address."""
    desk, operator = desk_of(request), operator_of(request)
    desk.library.refresh()
    first, last = _months(request)
    measures = Measures(desk.engine)
    topics = {guide.id: guide.topic.value for guide in desk.library.guides()}
    return Measured(
        first,
        last,
        cells(await measures.counted(operator, first, last), topics),
        await measures.understanding(operator, first, last),
        await measures.waiting(operator, first, last),
    )


def _months(request: web.Request) -> tuple[str, str]:
    """The months asked for; the last USUAL ones when they make no sense."""
    now = today()
    first, last = request.query.get("tu", ""), request.query.get("den", "")
    if not (MONTH.fullmatch(first) and MONTH.fullmatch(last) and first <= last <= month_of(now)):
        return month_of(_back(now, USUAL - 1)), month_of(now)
    earliest = month_of(_back(date(int(last[:4]), int(last[5:]), 1), LONGEST - 1))
    return max(first, earliest), last


def _back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def month_of(day: date) -> str:
    """`2026-11`."""
    return f"{day.year}-{day.month:02}"


def places(measured: Measured) -> list[tuple[str, str, Totals]]:
    """Each commune with its sums."""
    found = dict.fromkeys((cell.province, cell.commune) for cell in measured.cells)
    return [
        (
            province or NO_TEAM,
            commune or WHOLE_PROVINCE,
            totals(cell for cell in measured.cells if (cell.province, cell.commune) == (province, commune)),
        )
        for province, commune in found
    ]


def rows(measured: Measured, titles: dict[str, str]) -> Iterator[Sequence[str]]:
    """The rows of the CSV: month, province, commune, group, what, how many; `titles` is guide → title."""
    for cell in measured.cells:
        place = (cell.month, cell.province or NO_TEAM, cell.commune or WHOLE_PROVINCE)
        yield (*place, "người được giúp", "tất cả", _or_hidden(cell.people))
        groups = (
            ("kết quả", {OUTCOME_NAMES[Outcome(key)]: count for key, count in cell.outcomes.items()}),
            ("nhóm việc", {topic_name(key): count for key, count in cell.topics.items()}),
            ("bài", {titles.get(key, "khác"): count for key, count in cell.guides.items()}),
        )
        for group, counts in groups:
            yield from ((*place, group, name, _or_hidden(count)) for name, count in counts.items())
    for row in measured.understanding:
        place = (row.month, row.province or NO_PLACE, "")
        yield from ((*place, "trợ lý", BAND_NAMES[key], _or_hidden(count)) for key, count in row.bands.items())
        yield (*place, "trợ lý", "Bài đã làm xong", _or_hidden(row.finished))
        yield from ((*place, "đánh giá", THUMB_NAMES[key], _or_hidden(count)) for key, count in row.thumbs.items())
    for one in measured.waiting:
        place = (one.month, one.province or NO_PLACE, one.commune)
        yield (*place, "phiếu hỏi", "đã mở", _or_hidden(one.opened))
        yield (*place, "phiếu hỏi", "đã trả lời", _or_hidden(one.answered))
        yield (*place, "phiếu hỏi", "một nửa được trả lời trong (phút)", _or_hidden(one.minutes))


def topic_name(key: str) -> str:
    """As people read it."""
    return "Việc khác" if key == NO_TOPIC else TOPICS[Topic(key)]


def _or_hidden(count: Optional[int]) -> str:
    return HIDDEN if count is None else str(count)
