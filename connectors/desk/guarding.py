"""Who gets to a handler: logged in, of the right role, with the token of our own form. Nothing else is open."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp_session import get_session

from bot.desk.people import Role
from connectors.desk.desk import OPERATOR, desk_of
from connectors.gateway import Handler

H = TypeVar("H", bound=Handler)

READING = frozenset({"GET", "HEAD"})
TOKEN_FIELD, TOKEN_HEADER = "csrf", "X-CSRF-Token"

_needs: dict[object, Role] = {}
_public: set[object] = set()


def public(handler: H) -> H:
    """Open to whoever comes; such a handler checks its own forms."""
    _public.add(handler)
    return handler


def open_to(role: Role) -> Callable[[H], H]:
    """Open to this role and those above it. Without this, a handler is open to every operator."""

    def mark(handler: H) -> H:
        _needs[handler] = role
        return handler

    return mark


async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets a request through, sends it to the log-in, or answers 403 or 404."""
    if request.method not in READING:
        _check_origin(request)
    if handler in _public:
        return await handler(request)
    session = await get_session(request)
    if OPERATOR not in request:
        return _to_the_log_in(request)
    if not request[OPERATOR].may(_needs.get(handler, Role.VOLUNTEER)):
        raise web.HTTPNotFound()
    if request.method not in READING:
        given = request.headers.get(TOKEN_HEADER) or str((await request.post()).get(TOKEN_FIELD, ""))
        if not hmac.compare_digest(given.encode(), str(session.get("csrf", "")).encode()) or not given:
            raise web.HTTPForbidden(reason="csrf")
    return await handler(request)


def is_visit(request: web.Request) -> bool:
    """Whether somebody opens a page, and not one of our scripts something for a page that is open.

    A page opened through a service worker is told apart only by what it accepts.
    """
    to_be_shown = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return to_be_shown or "text/html" in request.headers.get("Accept", "")


def _check_origin(request: web.Request) -> None:
    """Raises HTTPForbidden for what another site's page sent; browsers tell where a form came from."""
    origin = request.headers.get("Origin")
    ours = {request.host, urlsplit(desk_of(request).settings.public_url).netloc} - {""}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise web.HTTPForbidden(reason="origin")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise web.HTTPForbidden(reason="origin")


def _to_the_log_in(request: web.Request) -> web.StreamResponse:
    """For a page; what scripts ask for is answered 401."""
    if request.method not in READING or not is_visit(request):
        return web.Response(status=401, text="Bạn cần đăng nhập lại.")
    return web.Response(status=303, headers={"Location": f"/desk/login?next={quote(request.path_qs, safe='')}"})
