"""An administrator grants access: the page, the address pasted back, the first pair of tokens."""

from __future__ import annotations

import asyncio
import os
import sys
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession
from typer.testing import CliRunner

from bot.errors import SettingsError
from bot.messages import Reply
from bot.settings import Settings
from bot.storage.turns import Turns
from bot.zalo_commands import HOME, app
from connectors.zalo_oa.login import log_in, read_answer, redirect_of
from connectors.zalo_oa.oauth import LoginRefused
from tests.connectors.zalo_oa.conftest import CONVERSATION, MakeConnector, MakeSettings
from tests.installation import Installation
from tests.stubs.zalo_oa import ZaloOAStub
from tests.stubs.zalo_oa_events import OA_ID

pytestmark = pytest.mark.thorough

REDIRECT = "https://bot.example.vn/zalo/granted"


class Administrator:
    """Opens the page they are told, grants access, pastes the address they arrive at."""

    def __init__(self, stub: ZaloOAStub) -> None:
        self.stub = stub
        self.told: list[str] = []
        self.change = lambda address: address

    def hear(self, words: str) -> None:
        self.told.append(words)

    def paste(self, question: str) -> str:
        (page,) = [line for line in self.told[-1].splitlines() if "/v4/oa/permission?" in line]
        assert page.startswith(f"{self.stub.url}/v4/oa/permission?")
        return self.change(self.stub.login.permit(dict(parse_qsl(urlsplit(page).query))))


async def test_access_is_granted(stub: ZaloOAStub, settings: MakeSettings, make: MakeConnector, turns: Turns) -> None:
    administrator = Administrator(stub)
    await log_in(settings(), turns.engine, REDIRECT, administrator.hear, administrator.paste)
    assert OA_ID in administrator.told[-1]
    for refresh_token in (settings().zalo_oa_refresh_token, ""):
        worker = make(zalo_oa_refresh_token=refresh_token)
        await worker.start(None)
        await worker.send(CONVERSATION, Reply("Chào bác ạ."))
        await worker.stop()
    assert stub.login.refreshed == [], "the setting's token is older than the login"


async def test_a_code_alone_will_do(stub: ZaloOAStub, settings: MakeSettings, turns: Turns) -> None:
    administrator = Administrator(stub)
    administrator.change = lambda address: dict(parse_qsl(urlsplit(address).query))["code"] + "\n"
    await log_in(settings(), turns.engine, REDIRECT, administrator.hear, administrator.paste)


async def test_a_wrong_code_is_told(stub: ZaloOAStub, settings: MakeSettings, turns: Turns) -> None:
    administrator = Administrator(stub)
    administrator.change = lambda _address: "code-0"
    with pytest.raises(LoginRefused, match="-14003"):
        await log_in(settings(), turns.engine, REDIRECT, administrator.hear, administrator.paste)


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("", "no code"),
        ("https://bot.example.vn/zalo/granted", "no code"),
        ("https://bot.example.vn/zalo/granted?error=denied", "no code"),
        ("https://bot.example.vn/zalo/granted?code=c&state=other", "another login"),
    ],
)
def test_addresses_that_are_refused(pasted: str, reason: str) -> None:
    with pytest.raises(LoginRefused, match=reason):
        read_answer(pasted, "mine")


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("https://x.vn/g?code=c&oa_id=7&state=mine", ("c", "7")),
        (" https://x.vn/g?oa_id=7&code=c ", ("c", "7")),
        ("c", ("c", "")),
    ],
)
def test_addresses_that_are_read(pasted: str, found: tuple[str, str]) -> None:
    assert read_answer(pasted, "mine") == found


def test_where_zalo_sends_the_administrator() -> None:
    app_only = {"zalo_oa_app_id": "1", "zalo_oa_app_secret": "s"}
    assert redirect_of(Settings(public_url="https://bot.example.vn", **app_only), "") == REDIRECT
    assert redirect_of(Settings(**app_only), "https://other.vn/cb") == "https://other.vn/cb"
    with pytest.raises(SettingsError, match="--redirect"):
        redirect_of(Settings(**app_only), "")
    with pytest.raises(SettingsError, match="ZALO_OA_APP_ID"):
        redirect_of(Settings(public_url="https://bot.example.vn"), "")


def test_the_command_says_what_is_missing() -> None:
    result = CliRunner().invoke(app, ["login"], env={"ZALO_OA_APP_ID": ""})
    assert result.exit_code == 1
    assert "ZALO_OA_APP_ID" in result.output


async def test_the_command_in_a_process(stub: ZaloOAStub, settings: MakeSettings, fresh_url: str) -> None:
    given = {name.upper(): str(value) for name, value in settings().dict(exclude_defaults=True).items() if value}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.zalo_commands import app; app()", "login", "--redirect", REDIRECT),
        env={**os.environ, **given, "DATABASE_URL": fresh_url},
        cwd=HOME,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    administrator = Administrator(stub)
    while "/v4/oa/permission?" not in (line := (await process.stdout.readline()).decode()):
        assert line
    administrator.hear(line)
    process.stdin.write(administrator.paste("").encode() + b"\n")
    await process.stdin.drain()
    process.stdin.close()
    output = (await process.stdout.read()).decode()
    assert await process.wait() == 0
    assert OA_ID in output


async def test_the_page_an_administrator_arrives_at(settings: MakeSettings, fresh_url: str) -> None:
    installation = Installation(settings(), fresh_url, mind=None)  # type: ignore[arg-type]  # nothing is thought
    await installation.start_gateway()
    async with ClientSession() as session, session.get(f"{installation.url}/zalo/granted?code=c") as response:
        assert response.status == 200
        assert "bot zalo login" in await response.text()
    await installation.stop()
