"""The dialogues of this folder through every platform: the real model, a running installation, numbers for buttons."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from ruamel.yaml import YAML

from bot.attendant import Thinks
from bot.messages import Button, Kind
from bot.settings import Settings
from tests.conversations.dialogue import check
from tests.installation import Installation
from tests.models import load_mind
from tests.platform_citizen import Citizen
from tests.platforms import PLATFORMS, Platform

pytestmark = pytest.mark.rasa

FOLDER = Path(__file__).parent
FILES = ("first_contact", "walking", "trouble", "privacy")
KINDS = (Kind.PHOTO, Kind.VOICE)
"""What every platform with more than words can send."""

_numbers = count(1)


def _dialogues() -> list[Any]:
    return [
        pytest.param(turns, id=f"{name}: {title}")
        for name in FILES
        for title, turns in YAML(typ="base").load((FOLDER / f"{name}.yml").read_text(encoding="utf-8")).items()
    ]


@pytest.fixture(scope="module")
def mind() -> Thinks:
    return load_mind()


@pytest_asyncio.fixture(scope="module", params=PLATFORMS, ids=lambda platform: platform.name)
async def running(
    request: pytest.FixtureRequest, server_url: str, tmp_path_factory: pytest.TempPathFactory, mind: Thinks
) -> AsyncIterator[tuple[Platform, str]]:
    """A platform, and the database of an installation that is connected to it."""
    platform: Platform = request.param()
    name = f"dialogues_{platform.name}_{os.getpid()}"
    async with await psycopg.AsyncConnection.connect(server_url, autocommit=True) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template_migrated")  # type: ignore[arg-type]  # the name is ours
    url = server_url.replace("/postgres?", f"/{name}?")
    await platform.start()
    settings = Settings(secret_key="key", var_dir=tmp_path_factory.mktemp("var"), **platform.settings())
    installation = Installation(settings, url, mind)
    installation.settings = installation.settings.copy(update={"public_url": installation.url})
    await installation.start()
    await platform.meet(installation.url)
    yield platform, url
    await installation.stop()
    await platform.stop()


@pytest.mark.parametrize("turns", _dialogues())
async def test_dialogue(running: tuple[Platform, str], turns: list[dict[str, Any]]) -> None:
    platform, url = running
    citizen, seen = Citizen(platform, url, next(_numbers)), {}
    for turn in turns:
        if "away" in turn:
            await citizen.stay_away(float(turn["away"]))
        if not _can_be_said(citizen, platform, turn):
            break
        replies = await _take(citizen, turn, seen)
        seen.update({button.title: button for reply in replies for button in reply.buttons})
        check(turn, replies)


def _can_be_said(citizen: Citizen, platform: Platform, turn: dict[str, Any]) -> bool:
    """No: the page has no pictures, and where options are numbers an old one cannot be picked; dialogues end there."""
    if "sends" in turn:
        return platform.name != "web" and Kind(turn["sends"]) in KINDS
    shown = [button.title for reply in citizen.last for button in reply.buttons]
    return platform.has_buttons or "taps" not in turn or turn["taps"] in shown


async def _take(citizen: Citizen, turn: dict[str, Any], seen: dict[str, Button]) -> Any:
    if "sends" in turn:
        return await citizen.show(Kind(turn["sends"]))
    return await (citizen.press(seen[turn["taps"]]) if "taps" in turn else citizen.say(turn["said"]))
