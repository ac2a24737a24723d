"""The desk as its operators use it, without a browser: a real gateway, and clients that log in by the real form."""

from __future__ import annotations

import re
from html import unescape
from typing import Optional

import aiohttp
from multidict import CIMultiDictProxy
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.passwords import Passwords
from bot.desk.people import Operator, Role, Team
from bot.messages import IncomingMessage, Reply
from bot.settings import Settings
from bot.storage.database import open_engine
from bot.storage.operators import Operators
from bot.storage.turns import Conversation, Outcome, Status
from tests.installation import Installation

PASSWORD = "đò chiều sông Tiền"
CAO_LANH = ("Đồng Tháp", "Phường Cao Lãnh")
HOAN_KIEM = ("Hà Nội", "Phường Hoàn Kiếm")

PEOPLE: dict[str, tuple[str, Role, Optional[tuple[str, str]]]] = {
    "lan": ("Lan", Role.VOLUNTEER, CAO_LANH),
    "tam": ("Tám", Role.VOLUNTEER, CAO_LANH),
    "minh": ("Minh", Role.LEAD, CAO_LANH),
    "ha": ("Hà", Role.VOLUNTEER, HOAN_KIEM),
    "quan": ("Quân", Role.ADMINISTRATOR, None),
}


_stored: list[str] = []
"""The hash of PASSWORD, made once: it is meant to take long."""


class Quiet:
    """A mind that says nothing: for desks without citizens."""

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        return Outcome((Reply("Dạ."),), conversation.state, Status.ANSWERED, message.text, band="sure")


class Console:
    """A gateway; with `start_worker` of its installation also what answers citizens."""

    def __init__(self, settings: Settings, url: str, installation: Optional[Installation] = None) -> None:
        self.installation = installation or Installation(settings, url, Quiet())
        self.engine: AsyncEngine = open_engine(url)
        self.operators: dict[str, Operator] = {}
        self._clients: list[Client] = []

    @property
    def url(self) -> str:
        return self.installation.url

    async def start(self) -> None:
        """The gateway, and PEOPLE with PASSWORD."""
        if not _stored:
            _stored.append(await Passwords().hash(PASSWORD))
        people = Operators(self.engine)
        for login, (name, role, place) in PEOPLE.items():
            team: Optional[Team] = await people.team(*place) if place else None
            self.operators[login] = await people.add(login, name, role, team, _stored[0])
        await self.installation.start_gateway()

    async def stop(self) -> None:
        for client in self._clients:
            await client.close()
        await self.installation.stop()
        await self.engine.dispose()

    def visitor(self) -> Client:
        """Somebody who is not logged in."""
        self._clients.append(Client(self.url))
        return self._clients[-1]

    async def enter(self, login: str, password: str = PASSWORD) -> Client:
        """A client that is logged in."""
        client = self.visitor()
        answer = await client.log_in(login, password)
        assert answer.status == 303, answer.text
        return client


class Answer:
    """What came back, read whole."""

    def __init__(self, status: int, text: str, headers: CIMultiDictProxy[str]) -> None:
        self.status = status
        self.text = text
        self.headers = headers
        self.cookies = headers.getall("Set-Cookie", [])

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', self.text)
        assert found, f"no field {name} in {self.text}"
        return unescape(found.group(1))


class Client:
    """A browser without JavaScript: keeps cookies, follows nothing by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        await self.session.close()

    async def get(self, path: str, **headers: str) -> Answer:
        async with self.session.get(self._url + path, headers=headers, allow_redirects=False) as response:
            return Answer(response.status, await response.text(), response.headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """As it is: without a token unless `fields` has one."""
        async with self.session.post(self._url + path, data=fields, headers=headers, allow_redirects=False) as response:
            return Answer(response.status, await response.text(), response.headers)

    async def submit(self, page: str, path: str, fields: dict[str, str]) -> Answer:
        """Fills in a form that stands on `page`: with the page's token."""
        token = (await self.get(page)).hidden("csrf")
        return await self.post(path, {"csrf": token, **fields})

    async def log_in(self, login: str, password: str = PASSWORD, next: str = "") -> Answer:
        form = await self.get("/desk/login")
        return await self.post(
            "/desk/login", {"csrf": form.hidden("csrf"), "login": login, "password": password, "next": next}
        )
