"""`bot guides accept`: questions that leads assigned to guides become examples in the guides' files."""

from __future__ import annotations

import asyncio
import os
import warnings
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.errors import BotError
from bot.settings import read_settings

HOME = Path(__file__).resolve().parent.parent


HELP = "Đưa các câu hỏi tổ trưởng đã xếp ở /desk/learn vào câu mẫu của bài; chỉ thêm dòng."


def accept(
    context: typer.Context,
    ids: Annotated[Optional[list[str]], typer.Argument(metavar="[MÃ_BÀI…]", help="Chỉ những bài này.")] = None,
) -> None:
    """Writes examples and says what was added; exit code 1 when a guide could not take its own."""
    warnings.simplefilter("ignore")  # as in bot.cli: the libraries' notes to their own authors
    try:
        added, refused = asyncio.run(_accept(context.obj.resolve(), ids))
    except BotError as error:
        typer.echo(f"bot: {error}", err=True)
        raise typer.Exit(1) from error
    for line in added or ["Không có câu nào chờ đưa vào bài."]:
        typer.echo(line)
    for line in refused:
        typer.echo(line, err=True)
    if refused:
        raise typer.Exit(1)


async def _accept(folder: Path, ids: Optional[list[str]]) -> tuple[list[str], list[str]]:
    from bot.guides.accepting import CannotAccept
    from bot.guides.accepting import accept as write
    from bot.storage.database import database_url, migrate, open_engine
    from bot.storage.lessons import Lessons

    settings = read_settings(dict(os.environ), HOME)
    os.chdir(HOME)
    url = database_url(settings)
    await migrate(url)
    engine = open_engine(url, connections=1)
    added: list[str] = []
    refused: list[str] = []
    try:
        lessons = Lessons(engine)
        for guide, waiting in (await lessons.accepted()).items():
            if ids and guide not in ids:
                continue
            try:
                count = write(folder, guide, [lesson.words for lesson in waiting])
            except CannotAccept as error:
                refused.append(f"{guide}: {error}")
                continue
            await lessons.mark_applied([lesson.id for lesson in waiting])
            added.append(f"{guide}: thêm {count} câu mẫu.")
    finally:
        await engine.dispose()
    return added, refused
