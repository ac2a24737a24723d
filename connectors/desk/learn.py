"""What the bot has to learn: questions it did not understand, and steps where people get stuck. For leads."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Optional

from aiohttp import web

from bot.desk.learning import DECISION_NAMES, Decision, Group, grouped
from bot.desk.people import Role
from bot.guides.accepting import CannotAccept, patch, with_examples
from bot.guides.library import FOLDER
from bot.storage.lessons import Lessons, Stuck
from connectors.desk.desk import Desk, desk_of, operator_of
from connectors.desk.forms import number_in, read_form, see_other
from connectors.desk.guarding import open_to
from connectors.desk.rendering import render

SHOWN = 25
"""Groups on the page, and questions of a group."""

DONE = "Đã ghi lại cho {count} câu."
PICK = "Bạn chọn bài, và chọn ít nhất một câu."
FIELD = "q"


def routes() -> list[web.RouteDef]:
    """Queue, decisions, patches."""
    return [
        web.get("/learn", show_learn),
        web.post("/learn", decide),
        web.post("/learn/{id}/take-back", take_back),
        web.get("/learn/patch/{guide:[a-z0-9_]+}", show_patch),
        web.get("/learn/patch/{guide:[a-z0-9_]+}.patch", send_patch),
    ]


@open_to(Role.LEAD)
async def show_learn(request: web.Request) -> web.StreamResponse:
    """The questions that came most, what was decided, where people get stuck."""
    desk, lessons = desk_of(request), Lessons(desk_of(request).engine)
    desk.library.refresh()
    groups: list[Group] = await asyncio.to_thread(grouped, await lessons.open_questions())
    stuck = [row for row in (_named(desk, one) for one in await lessons.stuck()) if row is not None]
    return await render(
        request,
        "learn.html",
        groups=groups[:SHOWN],
        more=len(groups) - SHOWN,
        shown=SHOWN,
        guides=desk.library.guides(),
        decisions=DECISION_NAMES,
        accepted=await lessons.accepted(),
        others=[one for one in await lessons.decided() if one.decision is not Decision.EXAMPLE],
        stuck=stuck,
    )


@open_to(Role.LEAD)
async def decide(request: web.Request) -> web.StreamResponse:
    """One decision about the ticked questions of a group; only questions that are open can be decided about."""
    fields, desk = await read_form(request), desk_of(request)
    lessons = Lessons(desk.engine)
    if fields.get("decision") not in [one.value for one in Decision]:
        raise web.HTTPBadRequest(reason="form")
    decision = Decision(fields["decision"])
    guide = desk.library.find(fields.get("guide"))
    still_open = {question.words for question in await lessons.open_questions()}
    ticked = [value for name, value in fields.items() if name.startswith(FIELD) and value in still_open]
    if not ticked or (decision is Decision.EXAMPLE and guide is None):
        return await see_other(request, "/desk/learn", said=PICK)
    count = await lessons.decide(operator_of(request), ticked, decision, guide.id if guide else None)
    return await see_other(request, "/desk/learn", said=DONE.format(count=count))


@open_to(Role.LEAD)
async def take_back(request: web.Request) -> web.StreamResponse:
    """Opens a question again."""
    await Lessons(desk_of(request).engine).take_back(operator_of(request), number_in(request, "id"))
    return await see_other(request, "/desk/learn", said="Đã mở lại câu hỏi.")


@open_to(Role.LEAD)
async def show_patch(request: web.Request) -> web.StreamResponse:
    """The change to a guide's file, to look at."""
    guide, change, wrong = await _patch(request)
    return await render(request, "patch.html", guide=guide, change=change, wrong=wrong)


@open_to(Role.LEAD)
async def send_patch(request: web.Request) -> web.StreamResponse:
    """The change as a file for `git apply`."""
    guide, change, wrong = await _patch(request)
    if wrong:
        raise web.HTTPNotFound()
    headers = {"Content-Disposition": f'attachment; filename="{guide}.patch"'}
    return web.Response(text=change, content_type="text/x-patch", headers=headers)


async def _patch(request: web.Request) -> tuple[str, str, str]:
    """The guide, its patch, or what is in the way. Raises HTTPNotFound when nothing is to be added to it."""
    guide = request.match_info["guide"]
    accepted = (await Lessons(desk_of(request).engine).accepted()).get(guide)
    path = Path(FOLDER) / f"{guide}.yml"
    if not accepted or not path.is_file():
        raise web.HTTPNotFound()
    text = await asyncio.to_thread(path.read_text, "utf-8")
    try:
        return guide, patch(guide, text, with_examples(text, [lesson.words for lesson in accepted])), ""
    except CannotAccept as error:
        return guide, "", str(error)


def _named(desk: Desk, stuck: Stuck) -> Optional[tuple[str, str, int]]:
    """Guide and step as people read them; None when either is gone."""
    guide = desk.library.find(stuck.guide)
    step = guide.step(stuck.step) if guide else None
    return (guide.title, step.title, stuck.people) if guide and step else None
