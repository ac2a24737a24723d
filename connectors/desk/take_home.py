"""The sheet to take home, for the guide that is open: as a page to print, and as a PDF."""

from __future__ import annotations

import asyncio
import base64
from typing import Optional

from aiohttp import web

from bot.desk.sheet import Link, Sheet, sheet_of
from connectors.desk.assist import counter_of, today, visit_of
from connectors.desk.desk import Desk, desk_of
from connectors.desk.rendering import render


def routes() -> list[web.RouteDef]:
    """Page and PDF. No address names the guide: nothing of it stays in the browser's history."""
    return [
        web.get("/assist/sheet", show_sheet),
        web.get("/assist/sheet.pdf", send_pdf),
    ]


async def show_sheet(request: web.Request) -> web.StreamResponse:
    """The sheet on the screen, with a button that prints it."""
    sheet = await _sheet(request)
    code = base64.b64encode(sheet.code).decode() if sheet.link else ""
    return await render(request, "sheet.html", sheet=sheet, code=code)


async def send_pdf(request: web.Request) -> web.StreamResponse:
    """The sheet as a file, for a printer or to send."""
    from bot.desk.paper import as_pdf  # see there

    sheet = await _sheet(request)
    body = await asyncio.to_thread(as_pdf, sheet)
    headers = {"Content-Disposition": 'inline; filename="to-mang-ve.pdf"'}
    return web.Response(body=body, content_type="application/pdf", headers=headers)


async def _sheet(request: web.Request) -> Sheet:
    visit = await visit_of(request)
    guide = counter_of(request).guide(visit)
    if guide is None:
        raise web.HTTPNotFound()
    return sheet_of(guide, visit.answers or {}, today(), link_to(desk_of(request), guide.id))


def link_to(desk: Desk, guide: str) -> Optional[Link]:
    """The link to a guide in the first app that has one, in the order of the connectors; None when no app has."""
    for connector in desk.inviting:
        url = connector.invitation(guide)
        if url is not None:
            return Link(url, connector.app)
    return None
