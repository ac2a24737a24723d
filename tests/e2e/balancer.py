"""A load balancer as it stands before gateways: takes turns, does not try twice, answers 502 when nobody is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

import aiohttp
from aiohttp import web


@asynccontextmanager
async def balancing(port: int, gateways: Sequence[str]) -> AsyncIterator[None]:
    """Listens on 127.0.0.1:`port` and passes every call on to one of `gateways` (their addresses)."""
    turns = cycle(gateways)
    async with aiohttp.ClientSession() as session:

        async def pass_on(request: web.Request) -> web.Response:
            url, body = next(turns) + request.path_qs, await request.read()
            try:
                async with session.request(request.method, url, data=body, headers=request.headers) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientError:
                return web.Response(status=502)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()
