"""Pages out of templates, and the headers of every answer."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from aiohttp_session import get_session
from markupsafe import Markup

from connectors.desk.desk import OPERATOR
from connectors.desk.guarding import TOKEN_FIELD, is_visit
from connectors.desk.navigation import entries_for, is_here
from connectors.gateway import Handler

TEMPLATES = Path(__file__).parent / "templates"
VIETNAM = timezone(timedelta(hours=7))

READ_BEFORE = 5
"""Seconds, at most, between reading what a page shows and now: what changed since then it asks for again."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none';"
        " form-action 'self'"
    ),
    "Cache-Control": "no-store",  # the next person at this device must not find the page in its memory
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

WRONG = {
    400: ("Chưa làm được", "Có ô điền chưa đúng, hoặc quá dài. Bạn quay lại sửa giúp nhé."),
    403: ("Chưa làm được", "Trang này đã mở quá lâu hoặc được gửi từ nơi khác. Bạn mở lại trang rồi làm lại nhé."),
    404: ("Không có trang này", "Trang này không có, hoặc không thuộc tổ của bạn."),
    413: ("Chưa làm được", "Nội dung gửi lên quá dài."),
}
"""What an error page says: title, explanation."""


def set_up_templates(app: web.Application) -> None:
    """Templates escape everything; a misspelt name in one is an error, not an empty place."""
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["moment"] = moment


async def render(request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    """A page: `values` beside what every page knows (operator, navigation, csrf, what the last form said)."""
    known: dict[str, Any] = {"operator": None, "navigation": [], "csrf": Markup(""), "said": "", "path": request.path}
    session = await get_session(request)
    operator = request.get(OPERATOR)
    if operator is not None and not session.empty:
        field = Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, session["csrf"])
        entries = [(entry, is_here(entry, request.path)) for entry in entries_for(operator)]
        known |= {"operator": operator, "navigation": entries, "csrf": field, "token": session["csrf"]}
        known["at"] = int(time.time()) - READ_BEFORE
        if "said" in session and is_visit(request):
            known["said"] = session["said"]
            del session["said"]
    return aiohttp_jinja2.render_template(template, request, {**known, **values}, status=status)


async def dress(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer gets the headers; an error becomes a page that says what to do."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        title, explanation = WRONG.get(error.status, WRONG[404])
        response = await render(request, "wrong.html", error.status, title=title, explanation=explanation)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def clock(at: datetime) -> str:
    """`14:05`, in Vietnam."""
    return at.astimezone(VIETNAM).strftime("%H:%M")


def moment(at: datetime) -> str:
    """`14:05` today, `14:05 ngày 22/11` this year, else with the year."""
    there, now = at.astimezone(VIETNAM), datetime.now(VIETNAM)
    if there.date() == now.date():
        return clock(at)
    return there.strftime("%H:%M ngày %d/%m" if there.year == now.year else "%H:%M ngày %d/%m/%Y")
