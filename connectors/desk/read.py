"""The guides to read where there is no network: public pages, the same for everybody, kept by a service worker.

No operator, no log-in, no form stands on them, so what a device keeps says nothing of who used it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Optional

import aiohttp_jinja2
from aiohttp import web

from bot.guides import pages, walk
from bot.guides.model import Guide
from bot.guides.pages import TOPICS
from connectors.desk.assist import blocks, today
from connectors.desk.desk import desk_of
from connectors.desk.guarding import public
from connectors.pages import show

FILES = [
    "/chat/colours.css",
    "/desk/static/desk.css",
    "/desk/static/read.css",
    "/desk/static/read.js",
    "/chat/favicon.svg",
]
"""What the pages load."""

INDEX = "/desk/read"
VERSION = "X-Version"
"""The header by which the service worker knows whether it has a page as it is now."""


@dataclass(frozen=True)
class ReadingPage:
    """One page: its HTML and what changes with it."""

    html: str
    version: str


class Shelf:
    """The pages of all guides, written once for these guides and this day."""

    def __init__(self) -> None:
        self._of: Optional[tuple[list[Guide], date]] = None
        self._pages: dict[str, ReadingPage] = {}

    async def pages(self, request: web.Request) -> dict[str, ReadingPage]:
        """Address → page, as the guides are now."""
        library = desk_of(request).library
        library.refresh()
        guides, day = library.guides(), today()
        same = self._of is not None and self._of[1] == day and _same(self._of[0], guides)
        if not same:
            environment = aiohttp_jinja2.get_env(request.app)
            self._pages = await asyncio.to_thread(_write, environment.get_template, guides, day)
            self._of = (guides, day)
        return self._pages


_shelf = web.AppKey("shelf", Shelf)


def routes() -> list[web.RouteDef]:
    """Index, pages, the list for the service worker, and that itself."""
    return [
        web.get("/read", show_page),
        web.get("/read/list.json", show_list),
        web.get("/read/{guide:[a-z0-9_]+}", show_page),
        web.get("/sw.js", _handler(show("sw.js", Path(__file__).parent / "worker"))),
    ]


def set_up_reading(app: web.Application) -> None:
    """The shelf of this application, empty."""
    app[_shelf] = Shelf()


@public
async def show_page(request: web.Request) -> web.StreamResponse:
    """The index, or one guide whole."""
    page = (await request.app[_shelf].pages(request)).get(request.path)
    if page is None:
        raise web.HTTPNotFound()
    headers = {"Cache-Control": "no-cache", VERSION: page.version}
    response = web.Response(text=page.html, content_type="text/html", headers=headers)
    response.enable_compression()
    return response


@public
async def show_list(request: web.Request) -> web.StreamResponse:
    """Address → version of everything to keep."""
    kept = {path: page.version for path, page in (await request.app[_shelf].pages(request)).items()}
    response = web.json_response({"pages": kept, "files": FILES}, headers={"Cache-Control": "no-cache"})
    response.enable_compression()
    return response


def _handler(answer: Callable[[web.Request], web.Response]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = answer(request)
        response.headers["Service-Worker-Allowed"] = "/desk"
        return response

    return public(handle)


def _write(template: Callable[[str], Any], guides: list[Guide], day: date) -> dict[str, ReadingPage]:
    groups = [(name, [guide for guide in guides if guide.topic is topic]) for topic, name in TOPICS.items()]
    written = {INDEX: _page(template("read_index.html").render(groups=groups))}
    for guide in guides:
        written[f"{INDEX}/{guide.id}"] = _page(template("read_guide.html").render(_values(guide, day)))
    return written


def _values(guide: Guide, day: date) -> dict[str, Any]:
    steps = [pages.step(guide, step, {}, day) for step in walk.steps(guide, {}, day)]
    fixes = [pages.fix(guide, problem) for problem in guide.problems]
    return {
        "guide": guide,
        "opening": blocks(pages.opening(guide, {}, day).text),
        "steps": [(page.title, blocks(page.text)) for page in steps],
        "fixes": [(page.title, blocks(page.text)) for page in fixes],
        "sources": blocks(pages.sources(guide, {}, day).text),
    }


def _page(html: str) -> ReadingPage:
    return ReadingPage(html, hashlib.sha256(html.encode()).hexdigest()[:16])


def _same(one: list[Guide], other: list[Guide]) -> bool:
    return len(one) == len(other) and all(left is right for left, right in zip(one, other, strict=True))
