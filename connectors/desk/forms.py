"""Forms: their fields, cleaned, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp_session import get_session

from bot.text import storable

LONGEST_FIELD = 4000
"""Characters of one field; what is longer is refused, never cut silently."""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """The text fields of a POST, without control characters and blanks around them. Raises HTTPBadRequest."""
    given = await request.post()
    fields = {name: value for name, value in given.items() if isinstance(value, str)}
    if len(fields) != len(given) or any(len(value) > LONGEST_FIELD for value in fields.values()):
        raise web.HTTPBadRequest(reason="form")
    return {name: storable(value.replace("\r\n", "\n")) for name, value in fields.items()}


async def see_other(request: web.Request, place: str, said: str = "") -> web.Response:
    """Leads the browser to a page of ours, which says `said` once."""
    if said:
        session = await get_session(request)
        session["said"] = said
    return web.Response(status=303, headers={"Location": place})


def number_in(request: web.Request, name: str) -> int:
    """A number in the address. Raises HTTPNotFound for anything else, and for what no row can have."""
    written = request.match_info[name]
    if not (written.isascii() and written.isdigit() and len(written) <= 18):
        raise web.HTTPNotFound()
    return int(written)
