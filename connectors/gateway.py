"""The gateway's HTTP side: webhooks in, health and metrics out, the connectors' own pages. It never thinks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import web

from bot.connector import Connector, Receive
from bot.errors import Malformed, Overloaded, Unauthentic
from bot.metrics import REFUSED

log = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024
"""Bytes of a request's body; a larger one is answered 413."""

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What proxies add to a request."""

LONGEST_FINISH = 5.0
"""Seconds a request whose client hung up may still take when the gateway stops."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Report = Callable[[], Awaitable[dict[str, Any]]]
Measure = Callable[[], Awaitable[bytes]]


def create_app(connectors: dict[str, Connector], receive: Receive, health: Report, metrics: Measure) -> web.Application:
    """The web application with one webhook per connector that has one, and the connectors' own routes."""
    in_hand = _InHand()
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[in_hand.hold, _safe_headers])
    app.on_cleanup.append(in_hand.finish)  # type: ignore[arg-type]  # aiosignal's types are for a newer aiohttp
    for connector in connectors.values():
        if connector.webhook is not None:
            app.router.add_post(f"/webhooks/{connector.webhook}", _Webhook(connector, receive).answer)
        app.router.add_routes(connector.routes())

    async def show_health(_request: web.Request) -> web.Response:
        found = await health()
        return web.json_response(found, status=200 if found["status"] == "ok" else 503)

    async def show_metrics(request: web.Request) -> web.Response:
        if not from_this_machine(request):
            return web.Response(status=403, text="Only from this machine; administrators: /desk/metrics\n")
        return web.Response(body=await metrics(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app.router.add_get("/health", show_health)
    app.router.add_get("/metrics", show_metrics)
    return app


def overloaded(connector: str) -> web.Response:
    """503: the platform, or the page, delivers again later."""
    REFUSED.labels(connector, "overloaded").inc()
    return web.Response(status=503, headers={"Retry-After": "5"})


def from_this_machine(request: web.Request) -> bool:
    """Whether somebody on this machine asks, and not a proxy on it for somebody else."""
    try:
        here = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FORWARDED)


class _Webhook:
    """One platform's webhook: authentic? readable? queued. Then 200, whatever the worker is doing."""

    def __init__(self, connector: Connector, receive: Receive) -> None:
        self._connector = connector
        self._receive = receive

    async def answer(self, request: web.Request) -> web.Response:
        try:
            body = await request.read()
            messages = self._connector.read(request.headers, body)
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_large")
        except Unauthentic:
            return self._refuse(403, "unauthentic")
        except Malformed:
            return self._refuse(400, "malformed")
        if messages:
            try:
                await self._receive(messages)
            except Overloaded:
                return overloaded(self._connector.name)
            await self._connector.acknowledge(messages)
        return web.Response()

    def _refuse(self, status: int, reason: str) -> web.Response:
        REFUSED.labels(self._connector.name, reason).inc()
        return web.Response(status=status)


class _InHand:
    """The requests being answered: when it stops, aiohttp does not wait for those whose client hung up."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @web.middleware
    async def hold(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            return await handler(request)
        finally:
            self._tasks.discard(task)

    async def finish(self, _app: web.Application) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=LONGEST_FINISH)
            if late:
                log.warning("requests were not finished", number=len(late))


@web.middleware
async def _safe_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
