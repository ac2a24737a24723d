"""Measured results for leads: plots with their tables, targets, and everything as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Optional

from aiohttp import web

from bot.desk.assisting import OUTCOME_NAMES, Outcome
from bot.desk.measuring import FEWEST, NO_TOPIC, TOPIC_ORDER, Cell, Goal, Totals, Understanding, Waiting, cells, totals
from bot.desk.people import Operator, Role
from bot.desk.places import NoSuchPlace, commune_named, province_named
from bot.guides.model import Topic
from bot.guides.pages import TOPICS
from bot.storage.measures import Measures
from connectors.desk.assist import today
from connectors.desk.desk import Desk, desk_of, operator_of
from connectors.desk.forms import number_in, read_form, see_other
from connectors.desk.guarding import open_to
from connectors.desk.plots import Bar, bar_chart
from connectors.desk.rendering import render

USUAL, LONGEST = 6, 36
"""Months shown unless asked otherwise, and at most."""

MOST_PEOPLE = 10_000_000
HIDDEN = "ẩn"
BAND_NAMES = {"sure": "Hiểu", "unsure": "Hỏi lại", "lost": "Chưa hiểu"}
THUMB_NAMES = {"up": "👍 Có ích", "down": "👎 Chưa được"}
NO_PLACE = "chưa rõ tỉnh"
WHOLE_PROVINCE = "tổ của tỉnh"
WRONG_GOAL = "Chưa đặt được: bạn chọn bài, số người từ 1 trở lên, và tháng kết thúc từ tháng này trở đi."
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


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


def routes() -> list[web.RouteDef]:
    """Page, CSV, targets; what Prometheus reads."""
    return [
        web.get("/measure", show_measure),
        web.get("/measure.csv", send_csv),
        web.get("/metrics", send_metrics),
        web.post("/measure/goals", set_goal),
        web.post("/measure/goals/{id}/drop", drop_goal),
    ]


@open_to(Role.LEAD)
async def show_measure(request: web.Request) -> web.StreamResponse:
    """The page."""
    desk, operator = desk_of(request), operator_of(request)
    measured = await _measured(request)
    whole = totals(measured.cells)
    return await render(
        request,
        "measure.html",
        measured=measured,
        whole=whole,
        plots=list(_plots(measured, whole)),
        goals=await _goals(desk, operator, measured),
        guides=desk.library.guides(),
        fewest=FEWEST,
        places=_places(measured),
        month_now=_month(today()),
    )


@open_to(Role.LEAD)
async def send_csv(request: web.Request) -> web.StreamResponse:
    """One row per number: month, place, what, how many."""
    measured = await _measured(request)
    titles = {guide.id: guide.title for guide in desk_of(request).library.guides()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["tháng", "tỉnh", "xã, phường", "nhóm số", "số gì", "bao nhiêu"])
    writer.writerows(_rows(measured, titles))
    name = f"ket-qua-{measured.first}-{measured.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = "\ufeff" + out.getvalue()  # by this sign Excel knows UTF-8
    return web.Response(text=body, content_type="text/csv", charset="utf-8", headers=headers)


@open_to(Role.ADMINISTRATOR)
async def send_metrics(request: web.Request) -> web.StreamResponse:
    """The gateway's /metrics, for an administrator who is not on its machine."""
    return web.Response(body=await desk_of(request).metrics(), content_type="text/plain", charset="utf-8")


@open_to(Role.LEAD)
async def set_goal(request: web.Request) -> web.StreamResponse:
    """A target for a commune: one's own, or any in the province when the team is a whole province's."""
    fields, desk, operator = await read_form(request), desk_of(request), operator_of(request)
    guide, people, last = desk.library.find(fields.get("guide")), fields.get("people", ""), fields.get("last", "")
    now = _month(today())
    place = _goal_place(operator, fields.get("province", ""), fields.get("commune", ""))
    number = int(people) if people.isascii() and people.isdigit() and len(people) < 9 else 0
    if guide is None or place is None or not 1 <= number <= MOST_PEOPLE or not _MONTH.fullmatch(last) or last < now:
        return await see_other(request, "/desk/measure", said=WRONG_GOAL)
    first = fields.get("first", "")
    goal = Goal(0, *place, guide.id, number, first if _MONTH.fullmatch(first) and first <= last else now, last)
    await Measures(desk.engine).set_goal(operator, goal)
    return await see_other(request, "/desk/measure#goals", said="Đã đặt chỉ tiêu.")


@open_to(Role.LEAD)
async def drop_goal(request: web.Request) -> web.StreamResponse:
    """Takes a target away."""
    await Measures(desk_of(request).engine).drop_goal(operator_of(request), number_in(request, "id"))
    return await see_other(request, "/desk/measure#goals", said="Đã bỏ chỉ tiêu.")


async def _measured(request: web.Request) -> Measured:
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
    if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and first <= last <= _month(now)):
        return _month(_back(now, USUAL - 1)), _month(now)
    earliest = _month(_back(date(int(last[:4]), int(last[5:]), 1), LONGEST - 1))
    return max(first, earliest), last


def _back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def _goal_place(operator: Operator, province: str, commune: str) -> Optional[tuple[str, str]]:
    team = operator.team
    if team is not None and team.commune:
        return team.province, team.commune
    try:
        known = team.province if team is not None else province_named(province)
        return known, commune_named(known, commune)
    except NoSuchPlace:
        return None


async def _goals(desk: Desk, operator: Operator, measured: Measured) -> list[tuple[Goal, str, int, int]]:
    """Each target with its guide's title, how many were reached, and that as a percentage."""
    measures = Measures(desk.engine)
    goals = await measures.goals(operator)
    if not goals:
        return []
    first, last = min(goal.first_month for goal in goals), max(goal.last_month for goal in goals)
    topics = {guide.id: guide.topic.value for guide in desk.library.guides()}
    counted = cells(await measures.counted(operator, first, last), topics)
    found = []
    for goal in goals:
        guide, reached = desk.library.find(goal.guide), goal.reached(counted)
        found.append((goal, guide.title if guide else goal.guide, reached, round(100 * reached / goal.people)))
    return found


def _places(measured: Measured) -> list[tuple[str, str, Totals]]:
    """Each commune with its sums."""
    found = dict.fromkeys((cell.province, cell.commune) for cell in measured.cells)
    return [
        (
            province,
            commune or WHOLE_PROVINCE,
            totals(cell for cell in measured.cells if (cell.province, cell.commune) == (province, commune)),
        )
        for province, commune in found
    ]


@dataclass(frozen=True)
class Plot:
    """A chart and the table that says the same."""

    title: str
    chart: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[str] = ()


def _plots(measured: Measured, whole: Totals) -> Iterator[Plot]:
    months = [(month, totals(cell for cell in measured.cells if cell.month == month)) for month in measured.months]
    yield _counts("Số người được giúp từng tháng", "Tháng", [(name, one.people) for name, one in months])
    topics = [(topic_name(key), whole.topics.get(key, 0)) for key in TOPIC_ORDER]
    yield _counts("Số người được giúp theo nhóm việc", "Nhóm việc", [row for row in topics if row[1]])
    outcomes = [(OUTCOME_NAMES[one], whole.outcomes.get(one.value, 0)) for one in Outcome]
    yield _counts("Kết quả", "Kết quả", outcomes)
    yield _shares(measured)
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


def _rows(measured: Measured, titles: dict[str, str]) -> Iterator[Sequence[str]]:
    for cell in measured.cells:
        place = (cell.month, cell.province, cell.commune or WHOLE_PROVINCE)
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


def _written(count: int) -> str:
    """`1.234`, as numbers are written here."""
    return f"{count:,}".replace(",", ".")
