"""The `bot desk` commands: who may enter the help desk."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.desk.people import Operator, Role, Team
from bot.errors import BotError
from bot.settings import read_settings

HOME = Path(__file__).resolve().parent.parent

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

Login = Annotated[str, typer.Argument(help="Tên đăng nhập, không dấu: lan.cao-lanh")]


class WrongOption(BotError):
    """Options that do not go together."""


@app.command("add-user", help="Thêm người vào bàn hỗ trợ. Mật khẩu được hỏi; hoặc đưa một dòng qua ống dẫn.")
def add_user(
    login: Login,
    name: Annotated[str, typer.Option(help="Họ tên, bà con sẽ thấy. Trống: như tên đăng nhập.")] = "",
    role: Annotated[Role, typer.Option(help="Vai trò.")] = Role.VOLUNTEER,
    province: Annotated[str, typer.Option(help="Tỉnh của tổ, tên từ 01/07/2025.")] = "",
    commune: Annotated[str, typer.Option(help="Xã, phường của tổ. Trống: tổ của cả tỉnh.")] = "",
) -> None:
    """Adds an operator; exit code 1 when something is wrong."""

    async def add(people: _People) -> str:
        if not _LOGIN.fullmatch(login.lower()):
            raise WrongOption("Tên đăng nhập dài 2 đến 40 ký tự, chỉ gồm chữ không dấu, số và . _ -")
        if not province and (commune or role is not Role.ADMINISTRATOR):
            raise WrongOption("Hãy thêm --province: chỉ quản trị mới được không thuộc tổ nào.")
        team = await people.team(province, commune) if province else None
        password = await people.hashed(_ask_password(), login)
        operator = await people.operators.add(login, name.strip() or login, role, team, password)
        await people.audit.note(None, "operator_added", operator.login, role=role.value)
        return f"Đã thêm {_line(operator)}. Đăng nhập ở /desk."

    _do(add)


@app.command("set-password", help="Đặt mật khẩu mới, mở khoá, và đăng xuất người đó ở mọi máy.")
def set_password(login: Login) -> None:
    """Sets a password; exit code 1 when there is no such operator."""

    async def change(people: _People) -> str:
        operator = await people.find(login)
        await people.operators.set_password(operator.id, await people.hashed(_ask_password(), login))
        await people.lockouts.clear(login)
        await people.audit.note(None, "password_set", operator.login)
        return f"Đã đặt mật khẩu mới cho {operator.login}."

    _do(change)


@app.command("list", help="Liệt kê mọi người: tên đăng nhập, họ tên, vai trò, tổ.")
def list_people() -> None:
    """Prints one line per operator."""

    async def show(people: _People) -> str:
        return "\n".join(map(_line, await people.operators.all())) or "Chưa có ai. Thêm bằng: bot desk add-user"

    _do(show)


@app.command(help="Khoá tài khoản: người đó bị đăng xuất ngay và không vào được nữa.")
def disable(login: Login) -> None:
    """Shuts an operator out."""
    _do(lambda people: _set_disabled(people, login, True))


@app.command(help="Mở lại tài khoản đã khoá.")
def enable(login: Login) -> None:
    """Lets an operator in again."""
    _do(lambda people: _set_disabled(people, login, False))


@app.command(help="Giờ cán bộ trả lời trong bảy ngày tới, theo guides/desk/hours.yml.")
def hours() -> None:
    """Prints the working hours; exit code 1 with every mistake of the file."""
    from datetime import datetime, timedelta

    from bot.desk.hours import VIETNAM, WEEKDAY_NAMES, HoursError, read_hours

    try:
        known = read_hours()
    except HoursError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    today = datetime.now(VIETNAM).date()
    for day in (today + timedelta(days) for days in range(7)):
        spans = ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in known.of(day))
        typer.echo(f"{WEEKDAY_NAMES[day.weekday()]} {day:%d/%m/%Y}: {spans or known.holidays.get(day, 'nghỉ')}")


class _People:
    """The stores these commands change."""

    def __init__(self, url: str) -> None:
        from bot.desk.passwords import Passwords
        from bot.storage.audit import Audit
        from bot.storage.database import open_engine
        from bot.storage.lockouts import Lockouts
        from bot.storage.operators import Operators

        self.engine = open_engine(url, connections=1)
        self.operators, self.lockouts, self.audit = Operators(self.engine), Lockouts(self.engine), Audit(self.engine)
        self._passwords = Passwords()

    async def find(self, login: str) -> Operator:
        found = await self.operators.find(login)
        if found is None:
            raise WrongOption(f"Không có tài khoản {login}. Xem: bot desk list")
        return found

    async def team(self, province: str, commune: str) -> Team:
        from bot.desk.places import commune_named, province_named

        known = province_named(province)
        return await self.operators.team(known, commune_named(known, commune) if commune else "")

    async def hashed(self, password: str, login: str) -> str:
        from bot.desk.passwords import check_password

        check_password(password, login)
        return await self._passwords.hash(password)


async def _set_disabled(people: _People, login: str, disabled: bool) -> str:
    operator = await people.find(login)
    await people.operators.set_disabled(operator.id, disabled)
    await people.audit.note(None, "operator_disabled" if disabled else "operator_enabled", operator.login)
    return f"Đã {'khoá' if disabled else 'mở lại'} {operator.login}."


def _line(operator: Operator) -> str:
    team = operator.team.name if operator.team else "mọi nơi"
    return f"{operator.login}: {operator.name}, {operator.role_name}, {team}{' (đã khoá)' if operator.disabled else ''}"


def _ask_password() -> str:
    if sys.stdin.isatty():
        asked: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Gõ lại mật khẩu")
        return asked
    return sys.stdin.readline().rstrip("\n")


def _do(work: Callable[[_People], Awaitable[str]]) -> None:
    warnings.simplefilter("ignore")  # as in bot.cli: the libraries' notes to their own authors
    try:
        typer.echo(asyncio.run(_with_people(work)))
    except BotError as error:
        typer.echo(f"bot: {error}", err=True)
        raise typer.Exit(1) from error


async def _with_people(work: Callable[[_People], Awaitable[str]]) -> str:
    async with _open() as people:
        return await work(people)


@asynccontextmanager
async def _open() -> AsyncIterator[_People]:
    from bot.storage.database import database_url, migrate

    settings = read_settings(dict(os.environ), HOME)
    os.chdir(HOME)
    url = database_url(settings)
    await migrate(url)
    people: Optional[_People] = None
    try:
        people = _People(url)
        yield people
    finally:
        if people is not None:
            await people.engine.dispose()
