"""Citizens, the bot, and the desk, all real but for the platform itself and the model."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from sqlalchemy import text

from bot.desk.keeping import Keeper
from bot.messages import Reply
from bot.settings import Settings
from bot.storage.turns import Conversation
from tests.connectors.desk.console import Client, Console
from tests.installation import Installation
from tests.plain_mind import PlainMind
from tests.platforms import Platform, Telegram

QUESTION = "Tôi bị mất điện thoại, giờ làm sao vào lại VNeID"


class Situation:
    """A help desk as the board would tell of it; tests change it."""

    def __init__(self) -> None:
        self.told: Optional[dict[str, Any]] = {"open": True, "opens": "", "wait": ""}

    def __call__(self, conversation: Conversation) -> Optional[dict[str, Any]]:
        return None if self.told is None else {**self.told, "ticket": conversation.ticket}


class Hall:
    """Citizens are numbers, on Telegram unless another platform is given."""

    def __init__(self, settings: Settings, url: str, platform: Optional[Platform] = None) -> None:
        self.platform: Any = platform or Telegram()
        self.situation = Situation()
        self._settings, self._url = settings.copy(update={"secret_key": "key"}), url
        self.console: Console

    async def start(self) -> None:
        await self.platform.start()
        port_known = self._settings.copy(update=self.platform.settings())
        installation = Installation(port_known, self._url, PlainMind(desk=self.situation))
        installation.settings = installation.settings.copy(update={"public_url": installation.url})
        self.console = Console(self._settings, self._url, installation)
        await self.console.start()
        await installation.start_worker()
        await self.platform.meet(installation.url)

    async def stop(self) -> None:
        await self.console.stop()
        await self.platform.stop()

    async def say(self, words: str, answers: int, citizen: int = 5) -> list[Reply]:
        """The citizen writes; the next `answers` messages that they see."""
        before = len(await self.platform.read(citizen))
        await self.platform.say(citizen, words)
        return await self.hears(before + answers, citizen, answers)

    async def hears(self, count: int, citizen: int = 5, last: int = 1) -> list[Reply]:
        """The last of what the citizen has seen, once it is `count` messages."""
        for _ in range(1000):
            seen = await self.platform.read(citizen)
            if len(seen) >= count:
                break
            await asyncio.sleep(0.01)
        assert len(seen) == count, [reply.text for reply in seen]
        await self.idle()
        return seen[-last:] if last else []

    async def idle(self) -> None:
        """Returns once nothing is queued."""
        for _ in range(1000):
            if await self.row("SELECT count(*) FROM procrastinate_jobs") == 0:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("jobs are left")

    async def open_ticket(self, citizen: int = 5) -> int:
        """The citizen asks for a person, agrees, and leaves QUESTION; the ticket's id."""
        for words in ("gặp cán bộ", "đồng ý", QUESTION):
            await self.platform.say(citizen, words)
            await self.idle()
        found = "SELECT id FROM tickets WHERE conversation = :id AND closed_at IS NULL"
        return int(await self.row(found, id=self.platform.conversation(citizen)))

    @property
    def keeper(self) -> Keeper:
        """What the desk does by itself, for tests to do at other times."""
        gateway = self.console.installation.gateway
        assert gateway is not None, "the gateway runs"
        return Keeper(self.console.engine, gateway._desk.put)

    async def row(self, query: str, **values: object) -> Any:
        async with self.console.engine.connect() as connection:
            return (await connection.execute(text(query), values)).scalar()

    async def change(self, statement: str, **values: object) -> None:
        async with self.console.engine.begin() as connection:
            await connection.execute(text(statement), values)

    async def seen(self, citizen: int = 5) -> list[str]:
        return [reply.text for reply in await self.platform.read(citizen)]


async def act(client: Client, ticket: int, what: str, **fields: str) -> int:
    """Submits one of the forms of a ticket's page; the status."""
    page = await client.get(f"/desk/tickets/{ticket}")
    if page.status != 200:
        return page.status
    given = {"csrf": page.hidden("csrf"), **fields}
    if what == "reply" and "once" not in fields:
        given["once"] = page.hidden("once")
    return (await client.post(f"/desk/tickets/{ticket}/{what}", given)).status
