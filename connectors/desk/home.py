"""The first page after the log-in, the operator's own account, and the audit trail."""

from __future__ import annotations

from aiohttp import web

from bot.desk.passwords import SHORTEST, WeakPassword
from bot.desk.people import Role
from connectors.desk.desk import desk_of, operator_of
from connectors.desk.forms import see_other
from connectors.desk.guarding import open_to
from connectors.desk.rendering import render

WRONG = "Mật khẩu hiện nay chưa đúng."
DIFFERENT = "Hai lần gõ mật khẩu mới không giống nhau."


def routes() -> list[web.RouteDef]:
    """Home, account, trail."""
    return [
        web.get("", show_home),
        web.get("/account", show_account),
        web.post("/account", change_password),
        web.get("/trail", show_trail),
    ]


async def show_home(request: web.Request) -> web.StreamResponse:
    """Where an operator begins: the main screen."""
    return await see_other(request, "/desk/assist")


async def show_account(request: web.Request) -> web.StreamResponse:
    """Who one is, and the form for a new password."""
    return await render(request, "account.html", wrong="", shortest=SHORTEST)


async def change_password(request: web.Request) -> web.StreamResponse:
    """A new password ends every log-in of this operator, this one too."""
    fields = {name: str(value) for name, value in (await request.post()).items()}  # blanks belong to a password
    wrong = DIFFERENT if fields.get("new") != fields.get("again") else ""
    try:
        entrance = desk_of(request).entrance
        if not wrong and not await entrance.change_password(
            operator_of(request), fields.get("now", ""), fields.get("new", "")
        ):
            wrong = WRONG
    except WeakPassword as error:
        wrong = str(error)
    if wrong:
        return await render(request, "account.html", 400, wrong=wrong, shortest=SHORTEST)
    return await see_other(request, "/desk/login")


@open_to(Role.ADMINISTRATOR)
async def show_trail(request: web.Request) -> web.StreamResponse:
    """Who did what, the newest first."""
    return await render(request, "trail.html", deeds=await desk_of(request).audit.read())
