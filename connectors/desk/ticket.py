"""One ticket: the redacted conversation, and what an operator does with it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Optional

from aiohttp import web

from bot.desk.canned import canned_answers
from bot.desk.hours import VIETNAM
from bot.desk.people import Operator, Role
from bot.desk.tickets import DEED_NAMES, Deed, Stage, Ticket
from bot.messages import LONGEST_TEXT, IncomingMessage
from bot.storage.transcripts import read_transcript
from connectors.desk.desk import desk_of, operator_of
from connectors.desk.forms import number_in, read_form, see_other
from connectors.desk.rendering import render
from connectors.desk.tickets import PLATFORMS

TAKEN = "Người khác vừa nhận phiếu này trước bạn."
NOT_YOURS = "Phiếu này không còn ở chỗ bạn nữa."
EMPTY = "Bạn chưa gõ gì."

_ONCE = re.compile(r"[A-Za-z0-9_-]{10,64}")


def routes() -> list[web.RouteDef]:
    """The page, and one address per act."""
    return [
        web.get("/tickets/{id}", show_ticket),
        web.post("/tickets/{id}/claim", claim),
        web.post("/tickets/{id}/reply", reply),
        web.post("/tickets/{id}/note", note),
        web.post("/tickets/{id}/transfer", transfer),
        web.post("/tickets/{id}/give-back", give_back),
        web.post("/tickets/{id}/close", close),
    ]


async def show_ticket(request: web.Request) -> web.StreamResponse:
    """The conversation so far, the events, and the forms for who holds it. Reading is noted too."""
    found = await _ticket(request)
    await desk_of(request).audit.note_hourly(operator_of(request), "read", f"ticket:{found.id}")
    return await _page(request, found)


async def claim(request: web.Request) -> web.StreamResponse:
    """Takes a new ticket; the second of two is told."""
    found = await _ticket(request)
    messages = await desk_of(request).tickets.claim(operator_of(request), found.id)
    return await _led_back(request, found.id, messages, "Bạn đã nhận phiếu. Trợ lý im lặng, bạn trả lời nhé.", TAKEN)


async def reply(request: web.Request) -> web.StreamResponse:
    """Answers the citizen; a form sent twice answers once. What was typed is never lost."""
    found, fields = await _ticket(request), await read_form(request)
    words, once = fields.get("words", ""), fields.get("once", "")
    if not _ONCE.fullmatch(once):
        raise web.HTTPBadRequest()
    if not words or len(words) > LONGEST_TEXT:
        return await _page(request, found, words, EMPTY if not words else f"Dài quá {LONGEST_TEXT} chữ cái.", 400)
    messages = await desk_of(request).tickets.reply(operator_of(request), found.id, words, once)
    if messages is None:
        return await _page(request, await _ticket(request), words, NOT_YOURS, 409)
    return await _led_back(request, found.id, messages, "", NOT_YOURS)


async def note(request: web.Request) -> web.StreamResponse:
    """A note for colleagues."""
    found, fields = await _ticket(request), await read_form(request)
    words = fields.get("words", "")[:LONGEST_TEXT]
    if words:
        await desk_of(request).tickets.note(operator_of(request), found.id, words)
    return await see_other(request, f"/desk/tickets/{found.id}", "Đã ghi chú." if words else EMPTY)


async def transfer(request: web.Request) -> web.StreamResponse:
    """To a colleague (`nguoi-7`), or to another team's queue (`to-7`)."""
    desk, found = desk_of(request), await _ticket(request)
    kind, _, number = (await read_form(request)).get("to", "").partition("-")
    colleagues = {str(one.id): one for one in await _colleagues(request)}
    teams = {str(one.id): one for one in await desk.operators.teams()}
    if kind == "nguoi" and number in colleagues:
        colleague = colleagues[number]
        messages = await desk.tickets.hand_to(operator_of(request), found.id, colleague)
        return await _led_back(request, found.id, messages, f"Đã chuyển cho {colleague.name}.", NOT_YOURS)
    if kind == "to" and number in teams:
        team = teams[number]
        messages = await desk.tickets.transfer(operator_of(request), found.id, team)
        return await _led_back(request, None, messages, f"Đã chuyển phiếu tới tổ {team.name}.", NOT_YOURS)
    raise web.HTTPBadRequest()


async def give_back(request: web.Request) -> web.StreamResponse:
    """Back to the queue."""
    found = await _ticket(request)
    messages = await desk_of(request).tickets.give_back(operator_of(request), found.id)
    return await _led_back(request, None, messages, "Đã trả phiếu về danh sách mới.", NOT_YOURS)


async def close(request: web.Request) -> web.StreamResponse:
    """Ends it; the bot comes back."""
    found = await _ticket(request)
    messages = await desk_of(request).tickets.close(operator_of(request), found.id)
    return await _led_back(request, None, messages, "Đã đóng phiếu. Trợ lý trả lời tiếp.", NOT_YOURS)


async def _ticket(request: web.Request) -> Ticket:
    """The ticket of the address. Raises HTTPNotFound, also for what the operator may not see."""
    found = await desk_of(request).lists.find(operator_of(request), number_in(request, "id"))
    if found is None:
        raise web.HTTPNotFound()
    return found


async def _led_back(
    request: web.Request, ticket: Optional[int], messages: Optional[list[IncomingMessage]], done: str, late: str
) -> web.StreamResponse:
    """Queues what the citizen is told; leads to the ticket, or to the queue when it is gone from there."""
    for message in messages or []:
        await desk_of(request).put(message)
    place = "/desk/tickets" if messages is None or ticket is None else f"/desk/tickets/{ticket}#words"
    return await see_other(request, place, late if messages is None else done)


async def _colleagues(request: web.Request) -> list[Operator]:
    me = operator_of(request)
    everybody = await desk_of(request).operators.all()
    return [one for one in everybody if one.team and one.team == me.team and one.id != me.id and not one.disabled]


async def _page(
    request: web.Request, found: Ticket, words: str = "", wrong: str = "", status: int = 200
) -> web.StreamResponse:
    desk, me = desk_of(request), operator_of(request)
    desk.library.refresh()
    search, chosen = request.query.get("mau", "")[:100], request.query.get("dung", "")
    today = datetime.now(VIETNAM).date()
    answers = canned_answers(desk.library, search, today) if search else []
    used = [one.text for one in answers if one.shortcut == chosen]
    guide = desk.library.find(found.guide)
    events = await desk.lists.events(found.id)
    told = await read_transcript(desk.engine, found)
    arrived = {said.message_id for said in told}
    return await render(
        request,
        "ticket.html",
        status,
        ticket=found,
        told=told,
        on_its_way=[one for one in events if one.message_id and one.message_id not in arrived and one.text],
        events=[one for one in events if one.deed is not Deed.REPLIED],
        replied={one.message_id for one in events if one.deed is Deed.REPLIED},
        deeds=DEED_NAMES,
        guide=guide,
        mine=found.stage in (Stage.HELD, Stage.WAITING) and (found.operator == me.id or me.may(Role.LEAD)),
        citizen=desk.pseudonyms.of(found.conversation)[-4:],
        platform=PLATFORMS.get(found.connector, found.connector),
        words=words or (used[0] if used else ""),
        wrong=wrong,
        once=secrets.token_urlsafe(16),
        search=search,
        answers=answers,
        colleagues=await _colleagues(request),
        teams=[team for team in await desk.operators.teams() if team != me.team],
        longest=LONGEST_TEXT,
    )
