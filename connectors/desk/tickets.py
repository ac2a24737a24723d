"""The queue: its lists, what is new without reloading, and canned answers for those who answer."""

from __future__ import annotations

import time
from datetime import datetime

from aiohttp import web
from aiohttp_session import get_session

from bot.desk.canned import canned_answers
from bot.desk.hours import VIETNAM
from bot.storage.ticket_lists import PAGE, QUEUE_NAMES, Queue, queues_for
from connectors.desk.desk import desk_of, operator_of
from connectors.desk.rendering import render

PLATFORMS = {"telegram": "Telegram", "zalo": "Zalo", "zalobot": "Zalo Bot", "web": "Trang web"}


def routes() -> list[web.RouteDef]:
    """The lists, the stream, the canned answers."""
    return [
        web.get("/tickets", show_tickets),
        web.get("/events", stream_events, allow_head=False),
        web.get("/answers", show_answers),
    ]


async def show_tickets(request: web.Request) -> web.StreamResponse:
    """One list: `?xem=moi`, `&bo=50` to go on."""
    desk, operator = desk_of(request), operator_of(request)
    known = {queue.value: queue for queue in queues_for(operator)}
    queue = known.get(request.query.get("xem", Queue.NEW.value))
    skipped = request.query.get("bo", "0")
    if queue is None or not (skipped.isascii() and skipped.isdigit() and len(skipped) < 9):
        raise web.HTTPNotFound()
    found = await desk.lists.page(operator, queue, int(skipped))
    desk.library.refresh()
    titles = {guide.id: guide.title for guide in desk.library.guides()}
    return await render(
        request,
        "tickets.html",
        queue=queue,
        queues=QUEUE_NAMES,
        shown=list(known.values()),
        counts=await desk.lists.counts(operator),
        tickets=found[:PAGE],
        more=int(skipped) + PAGE if len(found) > PAGE else 0,
        titles=titles,
        platforms=PLATFORMS,
    )


async def stream_events(request: web.Request) -> web.StreamResponse:
    """Server-sent events for every open page of the desk; `?since=` is when the page was read, in seconds."""
    desk, operator = desk_of(request), operator_of(request)
    since = request.query.get("since", "")
    read_at = int(since) if since.isascii() and since.isdigit() and len(since) < 11 else int(time.time())
    key = (await get_session(request)).identity

    async def still_in() -> bool:
        return await desk.sessions.find(str(key), counts=False) is not None

    return await desk.streams.serve(request, operator, read_at, still_in)


async def show_answers(request: web.Request) -> web.StreamResponse:
    """Canned answers for what was typed, as JSON."""
    desk = desk_of(request)
    desk.library.refresh()
    found = canned_answers(desk.library, request.query.get("tim", "")[:100], datetime.now(VIETNAM).date())
    answers = [{"shortcut": one.shortcut, "title": one.title, "text": one.text} for one in found]
    return web.json_response({"answers": answers})
