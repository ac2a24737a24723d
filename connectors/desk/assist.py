"""Helping a person in front of the screen: search, one step per screen, and nothing left of them afterwards.

Where they are is kept in the operator's log-in, not in addresses: the browser's history holds one address only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web
from aiohttp_session import get_session

from bot.desk.assisting import OUTCOME_NAMES, Counter, Outcome, Screen, Visit
from bot.guides.pages import TOPICS
from bot.guides.targets import Target
from bot.privacy import redact
from bot.queue import LONGEST_QUESTION
from bot.storage.assisted import Assisted
from connectors.desk.desk import desk_of, operator_of
from connectors.desk.forms import read_form, see_other
from connectors.desk.rendering import VIETNAM, render

KEY = "visit"
"""Under which the log-in's session keeps the visit."""

PART = "X-Part"
"""The header of a script that wants what changed instead of the whole page."""

NOT_COUNTED = "khong_tinh"
COUNTED = "Đã xong cho một người. Máy đã xoá sạch, bạn mời người tiếp theo."
WIPED = "Máy đã xoá sạch, không tính người nào."
REMOVED = "Bạn không cần gõ số giấy tờ, số điện thoại hay tên của bà con: trợ lý đã bỏ đi và không lưu."


def routes() -> list[web.RouteDef]:
    """The screen, its taps, its end."""
    return [
        web.get("/assist", show_assist),
        web.post("/assist", move),
        web.post("/assist/end", end),
    ]


async def show_assist(request: web.Request) -> web.StreamResponse:
    """Where the visit is; the search when nobody is being helped."""
    return await _show(request, await visit_of(request))


async def move(request: web.Request) -> web.StreamResponse:
    """A search (`words`) or a tap on a button (`to`). Raises HTTPBadRequest for anything else."""
    fields = await read_form(request)
    visit, counter, note = await visit_of(request), counter_of(request), ""
    target = Target.read(fields.get("to", ""))
    words = fields.get("words", "")[:LONGEST_QUESTION]
    if target is not None:
        visit = counter.follow(visit, target)
    elif words:
        found = await desk_of(request).search.find(words)
        visit = counter.offer(visit, found, words)
        note = REMOVED if redact(words).found else ""
    elif "words" not in fields:
        raise web.HTTPBadRequest(reason="form")
    (await get_session(request))[KEY] = visit.kept()
    if PART in request.headers:
        return await _show(request, visit, "assist_part.html", note=note)
    return await see_other(request, "/desk/assist", said=note)


async def end(request: web.Request) -> web.StreamResponse:
    """Counts the person, unless told not to, and forgets everything about the visit."""
    fields = await read_form(request)
    visit, outcome = await visit_of(request), fields.get("outcome", "")
    if outcome != NOT_COUNTED and outcome not in [one.value for one in Outcome]:
        raise web.HTTPBadRequest(reason="form")
    counts = visit.begun and outcome != NOT_COUNTED
    if counts:
        assisted = Assisted(desk_of(request).engine)
        await assisted.count(operator_of(request), visit.id, visit.guide, Outcome(outcome))
    (await get_session(request)).pop(KEY, None)
    return await see_other(request, "/desk/assist", said=COUNTED if counts else WIPED)


async def visit_of(request: web.Request) -> Visit:
    """The visit in the operator's log-in."""
    return Visit.of((await get_session(request)).get(KEY))


def counter_of(request: web.Request) -> Counter:
    """The guides as they are today, with the contacts of the operator's province."""
    desk, team = desk_of(request), operator_of(request).team
    desk.library.refresh()
    return Counter(desk.library, team.province if team else None, today())


def today() -> date:
    """The date in Vietnam."""
    return datetime.now(VIETNAM).date()


@dataclass(frozen=True)
class Block:
    """A paragraph of a page: `kind` is `warning`, `screen`, `tip` or `words`."""

    kind: str
    text: str


SIGNS = (("⚠️ ", "warning", ""), ("Màn hình sẽ hiện: ", "screen", "Màn hình sẽ hiện: "), ("💡 ", "tip", ""))
"""How bot.guides.pages begins a paragraph of a kind, and what stays of that."""


def blocks(text: str) -> list[Block]:
    """The paragraphs of a page's text, told apart."""
    found: list[Block] = []
    for paragraph in filter(None, text.split("\n\n")):
        sign = next((one for one in SIGNS if paragraph.startswith(one[0])), None)
        if sign is not None:
            found.append(Block(sign[1], sign[2] + paragraph[len(sign[0]) :]))
        elif found and found[-1].kind == "words":
            found[-1] = Block("words", f"{found[-1].text}\n\n{paragraph}")
        else:
            found.append(Block("words", paragraph))
    return found


async def _show(request: web.Request, visit: Visit, template: str = "assist.html", **values: Any) -> web.StreamResponse:
    screen: Screen = counter_of(request).screen(visit)
    others = [guide for guide in map(desk_of(request).library.find, visit.found) if guide is not None]
    return await render(
        request,
        template,
        **{
            "visit": visit,
            "screen": screen,
            "blocks": blocks(screen.page.text),
            "fixes": [(page.title, blocks(page.text)) for page in screen.fixes],
            "others": [guide for guide in others if guide.id != visit.guide],
            "topics": TOPICS,
            "outcomes": OUTCOME_NAMES,
            "not_counted": NOT_COUNTED,
            "longest": LONGEST_QUESTION,
            "note": "",
            **values,
        },
    )
