"""The `bot zalo` commands, for administrators of an Official Account."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BotError
from bot.settings import Settings, read_settings

HOME = Path(__file__).resolve().parent.parent

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


REDIRECT_HELP = "Callback đã khai báo ở developers.zalo.me. Để trống: PUBLIC_URL/zalo/granted."


@app.callback()
def zalo() -> None:
    """Keeps `login` a word of its own while it is the only command."""


@app.command(help="Cấp quyền cho bot nhắn tin thay Official Account: làm một lần, và làm lại khi /health báo.")
def login(redirect: Annotated[str, typer.Option(help=REDIRECT_HELP, show_default=False)] = "") -> None:
    """Walks an administrator through Zalo's page, stores the tokens; exit code 1 when something is wrong."""
    try:
        settings = read_settings(dict(os.environ), HOME)
        os.chdir(HOME)
        asyncio.run(_log_in(settings, redirect))
    except BotError as error:
        typer.echo(f"bot: {error}", err=True)
        raise typer.Exit(1) from error


async def _log_in(settings: Settings, redirect: str) -> None:
    from bot.storage.database import database_url, migrate, open_engine
    from connectors.zalo_oa.login import log_in, redirect_of

    redirect = redirect_of(settings, redirect)
    url = database_url(settings)
    await migrate(url)
    engine = open_engine(url, connections=1)
    try:
        await log_in(settings, engine, redirect, typer.echo, typer.prompt)
    finally:
        await engine.dispose()
