"""Logging in and out. The form for it has a token of its own: there is no session yet that could hold one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp_session import get_session, new_session

from bot.desk.entering import Locked
from bot.desk.people import Operator
from bot.settings import secret_key
from bot.storage.lockouts import LONGEST_LOGIN
from connectors.desk.desk import OPERATOR, desk_of, operator_of
from connectors.desk.forms import read_form, see_other
from connectors.desk.guarding import TOKEN_FIELD, public
from connectors.desk.rendering import clock, render

NONCE_COOKIE = "desk_login"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
LOCKED = "Đã thử quá nhiều lần. Bạn đợi tới {until} rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu."
STALE = "Trang đăng nhập đã cũ. Bạn gõ lại giúp nhé."


def routes() -> list[web.RouteDef]:
    """In and out."""
    return [
        web.get("/login", show_login),
        web.post("/login", log_in),
        web.post("/logout", log_out),
    ]


@public
async def show_login(request: web.Request) -> web.StreamResponse:
    """The form; whoever is logged in goes on."""
    await get_session(request)
    if OPERATOR in request:
        return await see_other(request, _onward(request.query.get("next", "")))
    return await _form(request, request.query.get("next", ""))


@public
async def log_in(request: web.Request) -> web.StreamResponse:
    """Password right: a new session under a new key, whatever cookie the browser came with."""
    fields = await read_form(request)
    onward, login = fields.get("next", ""), fields.get("login", "")[:LONGEST_LOGIN]
    nonce = request.cookies.get(NONCE_COOKIE, "")
    if not nonce or not hmac.compare_digest(_token(request, nonce), fields.get(TOKEN_FIELD, "")):
        return await _form(request, onward, login, STALE, 403)
    password = (await request.post()).get("password", "")
    entered = await desk_of(request).entrance.enter(login, str(password))
    if isinstance(entered, Locked):
        return await _form(request, onward, login, LOCKED.format(until=clock(entered.until)), 429)
    if entered is None:
        return await _form(request, onward, login, WRONG, 401)
    return await _welcome(request, entered, onward)


async def log_out(request: web.Request) -> web.StreamResponse:
    """Ends the session here; its key is worth nothing any more."""
    await desk_of(request).audit.note(operator_of(request), "logout")
    (await get_session(request)).invalidate()
    return await see_other(request, "/desk/login")


async def _welcome(request: web.Request, operator: Operator, onward: str) -> web.StreamResponse:
    before = await get_session(request)
    if before.identity is not None:
        await desk_of(request).sessions.end(before.identity)
    request[OPERATOR] = operator
    session = await new_session(request)
    session["csrf"] = secrets.token_urlsafe(32)
    response = await see_other(request, _onward(onward))
    response.del_cookie(NONCE_COOKIE, path="/desk")
    return response


async def _form(
    request: web.Request, onward: str, login: str = "", wrong: str = "", status: int = 200
) -> web.StreamResponse:
    nonce = secrets.token_urlsafe(32)
    values = {"login_token": _token(request, nonce), "next": onward, "login": login, "wrong": wrong}
    response = await render(request, "login.html", status, **values)
    secure = desk_of(request).secure
    response.set_cookie(NONCE_COOKIE, nonce, path="/desk", httponly=True, samesite="Strict", secure=secure)
    return response


def _token(request: web.Request, nonce: str) -> str:
    key = secret_key(desk_of(request).settings)
    return hmac.new(key, b"desk login " + nonce.encode(), hashlib.sha256).hexdigest()


def _onward(given: str) -> str:
    """Where to go after the log-in: a page of the desk, never another site."""
    parts = urlsplit(given)
    ours = given.startswith("/desk") and not (parts.scheme or parts.netloc or "\\" in given or "\n" in given)
    return given if ours and parts.path not in ("/desk/login", "/desk/logout") else "/desk"
