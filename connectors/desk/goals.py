"""Targets that leads set: how many people of a commune are to be shown a guide."""

from __future__ import annotations

from typing import Optional

from aiohttp import web

from bot.desk.measuring import Goal, cells
from bot.desk.people import Operator, Role
from bot.desk.places import NoSuchPlace, commune_named, province_named
from bot.storage.measures import Measures
from connectors.desk.assist import today
from connectors.desk.desk import Desk, desk_of, operator_of
from connectors.desk.forms import number_in, read_form, see_other
from connectors.desk.guarding import open_to
from connectors.desk.results import MONTH, month_of

MOST_PEOPLE = 10_000_000
WRONG = "Chưa đặt được: bạn chọn bài, số người từ 1 trở lên, và tháng kết thúc từ tháng này trở đi."


def routes() -> list[web.RouteDef]:
    """Set and drop; they are shown on the page of results."""
    return [
        web.post("/measure/goals", set_goal),
        web.post("/measure/goals/{id}/drop", drop_goal),
    ]


@open_to(Role.LEAD)
async def set_goal(request: web.Request) -> web.StreamResponse:
    """A target for a commune: one's own, or any in the province when the team is a whole province's."""
    fields, desk, operator = await read_form(request), desk_of(request), operator_of(request)
    guide, people, last = desk.library.find(fields.get("guide")), fields.get("people", ""), fields.get("last", "")
    now = month_of(today())
    place = _place(operator, fields.get("province", ""), fields.get("commune", ""))
    number = int(people) if people.isascii() and people.isdigit() and len(people) < 9 else 0
    if guide is None or place is None or not 1 <= number <= MOST_PEOPLE or not MONTH.fullmatch(last) or last < now:
        return await see_other(request, "/desk/measure", said=WRONG)
    first = fields.get("first", "")
    goal = Goal(0, *place, guide.id, number, first if MONTH.fullmatch(first) and first <= last else now, last)
    await Measures(desk.engine).set_goal(operator, goal)
    return await see_other(request, "/desk/measure#goals", said="Đã đặt chỉ tiêu.")


@open_to(Role.LEAD)
async def drop_goal(request: web.Request) -> web.StreamResponse:
    """Takes a target away."""
    await Measures(desk_of(request).engine).drop_goal(operator_of(request), number_in(request, "id"))
    return await see_other(request, "/desk/measure#goals", said="Đã bỏ chỉ tiêu.")


def _place(operator: Operator, province: str, commune: str) -> Optional[tuple[str, str]]:
    team = operator.team
    if team is not None and team.commune:
        return team.province, team.commune
    try:
        known = team.province if team is not None else province_named(province)
        return known, commune_named(known, commune)
    except NoSuchPlace:
        return None


async def goals_of(desk: Desk, operator: Operator) -> list[tuple[Goal, str, int, int]]:
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
