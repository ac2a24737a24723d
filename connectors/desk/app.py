"""The desk's place in the gateway's web application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

import aiohttp_session
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.connector import Connector, Inviting
from bot.desk.entering import Entrance
from bot.desk.keeping import Keeper
from bot.desk.searching import Search
from bot.guides.library import Library
from bot.logs import Pseudonyms
from bot.queue import UNDERSTOOD, Queue
from bot.settings import Settings
from bot.storage.audit import Audit
from bot.storage.desk_sessions import DeskSessions
from bot.storage.operators import Operators
from bot.storage.ticket_lists import TicketLists
from bot.storage.tickets import Tickets
from connectors.desk import assist, entrance, goals, home, learn, measure, read, take_home, ticket, tickets
from connectors.desk.desk import DESK, Desk
from connectors.desk.guarding import guard, public
from connectors.desk.read import set_up_reading
from connectors.desk.rendering import dress, set_up_templates
from connectors.desk.sessions import DatabaseStorage
from connectors.desk.streams import DeskStreams
from connectors.gateway import Handler
from connectors.pages import file_routes

SCREENS: list[ModuleType] = [entrance, home, assist, take_home, read, learn, measure, goals, tickets, ticket]
"""Each module has `routes()`."""

Middleware = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

FILES = Path(__file__).parent / "static"


def open_desk(
    settings: Settings,
    engine: AsyncEngine,
    url: str,
    queue: Queue,
    library: Library,
    connectors: dict[str, Connector],
    metrics: Callable[[], Awaitable[bytes]],
) -> Desk:
    """What the handlers are handed."""
    return Desk(
        settings=settings,
        engine=engine,
        url=url,
        put=queue.put,
        library=library,
        pseudonyms=Pseudonyms(settings),
        operators=Operators(engine),
        sessions=DeskSessions(engine),
        audit=Audit(engine),
        entrance=Entrance(engine),
        tickets=Tickets(engine),
        lists=TicketLists(engine),
        streams=DeskStreams(engine, url),
        keeper=Keeper(engine, queue.put),
        search=Search(url, UNDERSTOOD, queue, library),
        inviting=tuple(one for one in connectors.values() if isinstance(one, Inviting)),
        metrics=metrics,
    )


def add_desk(app: web.Application, desk: Desk) -> None:
    """Puts the desk below `/desk`. The guard stands before every handler of it, and before what is not there.

    Not as a sub-application: with the versions that Rasa pins, aiohttp cannot resolve one when Host names a port.
    """
    app[DESK] = desk
    set_up_templates(app)
    set_up_reading(app)
    session = aiohttp_session.session_middleware(DatabaseStorage(desk.sessions, desk.secure))
    routes = [route for screen in SCREENS for route in screen.routes()]
    for route in [*routes, *_files(), web.route("*", "/{rest:.*}", _nothing)]:
        app.router.add_route(route.method, f"/desk{route.path}", _behind(session, route.handler))


def _files() -> list[web.RouteDef]:
    routes = file_routes(sorted(path.name for path in FILES.iterdir()), under="/static", folder=FILES)
    for route in routes:
        public(route.handler)
    return routes


def _behind(session: Middleware, handler: Handler) -> Handler:
    """The handler behind session, headers and guard, in this order from outside."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        return await guard(request, handler)

    async def dressed(request: web.Request) -> web.StreamResponse:
        return await dress(request, guarded)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await session(request, dressed)

    return handle


async def _nothing(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound()
