"""What the desk's handlers are handed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.connector import Inviting
from bot.desk.entering import Entrance
from bot.desk.keeping import Keeper
from bot.desk.people import Operator
from bot.desk.searching import Search
from bot.guides.library import Library
from bot.logs import Pseudonyms
from bot.messages import IncomingMessage
from bot.settings import Settings
from bot.storage.audit import Audit
from bot.storage.desk_sessions import DeskSessions
from bot.storage.operators import Operators
from bot.storage.ticket_lists import TicketLists
from bot.storage.tickets import Tickets
from connectors.desk.streams import DeskStreams


@dataclass(frozen=True)
class Desk:
    """One per gateway. `put` queues a message, durably, before it returns; `url` is the database's address."""

    settings: Settings
    engine: AsyncEngine
    url: str
    put: Callable[[IncomingMessage], Awaitable[None]]
    library: Library
    pseudonyms: Pseudonyms
    operators: Operators
    sessions: DeskSessions
    audit: Audit
    entrance: Entrance
    tickets: Tickets
    lists: TicketLists
    streams: DeskStreams
    keeper: Keeper
    search: Search
    inviting: tuple[Inviting, ...]
    metrics: Callable[[], Awaitable[bytes]]

    def start(self) -> None:
        """Begins what runs by itself."""
        self.streams.start()
        self.keeper.start()
        self.search.start()

    async def stop(self) -> None:
        """Ends it; to be called before the server waits for its open requests."""
        await self.search.stop()
        await self.keeper.stop()
        await self.streams.stop()

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https."""
        return self.settings.public_url.startswith("https://")


DESK = web.AppKey("desk", Desk)
OPERATOR = "operator"
"""The key of a request under which the guard puts who asks."""


def desk_of(request: web.Request) -> Desk:
    """The desk this request came to."""
    return request.app[DESK]


def operator_of(request: web.Request) -> Operator:
    """Who asks."""
    operator: Operator = request[OPERATOR]
    return operator
