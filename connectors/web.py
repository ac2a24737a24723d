"""The web chat: a page of our own, messages in by POST, replies out as server-sent events."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, Optional
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.connector import Receive
from bot.errors import Malformed, Unauthentic
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind, Reply
from bot.metrics import REFUSED
from bot.settings import Settings
from bot.storage.notices import Notices
from bot.storage.turns import WEB_REPLIES, Turns
from bot.text import storable
from connectors.pages import file_routes, show
from connectors.streams import LOOK_EVERY, Streams, TooManyStreams

FILES = ["chat.css", "chat.js", "chat-log.js", "chat-store.js", "chat-wire.js", "favicon.svg"]
"""What the page loads from `/chat/…`."""

COOKIE, COOKIE_DAYS = "chat", 400
"""Its name, and the longest life that browsers give one."""

LARGEST_BODY = 16 * 1024
"""Bytes of a message's body; a larger one is answered 413."""

LONGEST_PAYLOAD = 256
"""Characters of a button's payload; ours stay under 64 bytes."""

_OUR_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_REPLY_ID = re.compile(r"[0-9]{1,18}")


def connect(settings: Settings, turns: Turns) -> WebChat:
    """The web chat; it needs no settings, so it is always on."""
    return WebChat(turns, settings.public_url)


class WebChat:
    """Citizens are known by a random cookie, of which the database holds only a digest.

    The row of a reply in the database is its delivery: `send` merely wakes the streams, which read the rows.
    """

    name = "web"
    app = "trang Trợ lý số"
    webhook: Optional[str] = None
    answer_within: Optional[float] = None

    def __init__(self, turns: Turns, public_url: str = "", look_every: float = LOOK_EVERY) -> None:
        self._turns = turns
        self._public = urlsplit(public_url)
        self._streams = Streams(turns, look_every)
        self._page = show("chat.html")
        self._receive: Optional[Receive] = None
        self._notices: Optional[Notices] = None

    async def start(self, receive: Optional[Receive]) -> None:
        """With `receive` (in the gateway) listens for new replies; a worker needs nothing."""
        self._receive = receive
        if receive is not None and self._turns.url:
            self._notices = Notices(self._turns.url, WEB_REPLIES, self._streams.wake)
            self._notices.start()

    async def stop(self) -> None:
        """Ends the streams; to be called before the server waits for its open requests."""
        await self._streams.close()
        if self._notices is not None:
            await self._notices.stop()

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """Raises Malformed: the web chat has no webhook."""
        raise Malformed("the web chat has no webhook")

    def invitation(self, guide: str) -> Optional[str]:
        """The chat page, which then asks for the guide by itself; None without a public address."""
        return f"{self._public.geturl()}/?{urlencode({'bai': guide})}" if self._public.netloc else None

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Does nothing: the page shows by itself that an answer is on its way."""

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        """As they are: the page shows every reply by itself."""
        return list(replies)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Wakes the citizen's streams, in whichever gateway they are; the reply is already in the database."""
        await self._turns.notify(conversation)

    def routes(self) -> list[web.RouteDef]:
        """The page, its files, messages in and replies out."""
        return [
            web.get("/", self._open_page),
            web.post("/chat/messages", self._take_message),
            web.get("/chat/replies", self._stream_replies, allow_head=False),
            *file_routes(FILES, under="/chat"),
        ]

    def alarms(self) -> list[str]:
        """None: there is no platform that could be in trouble."""
        return []

    async def _open_page(self, request: web.Request) -> web.StreamResponse:
        """The page; whoever has no cookie gets one.

        A browser that comes from another site keeps a SameSite=Strict cookie back, so there its absence says nothing,
        and a new one would end the citizen's conversation: the page then fetches itself once more if need be.
        """
        response = self._page(request)
        if _cookie(request) is None and request.headers.get("Sec-Fetch-Site") != "cross-site":
            response.set_cookie(
                COOKIE,
                secrets.token_urlsafe(32),
                max_age=COOKIE_DAYS * 24 * 3600,
                httponly=True,
                samesite="Strict",
                secure=request.secure or self._public.scheme == "https",
            )
        return response

    async def _take_message(self, request: web.Request) -> web.Response:
        try:
            conversation = self._authenticate(request)
            message = _parse(conversation, await _read_body(request))
        except Unauthentic:
            return self._refuse(403, "unauthentic")
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_large")
        except Malformed:
            return self._refuse(400, "malformed")
        if self._receive is None:
            return web.Response(status=503)
        await self._receive([message])
        return web.Response(status=202)

    async def _stream_replies(self, request: web.Request) -> web.StreamResponse:
        if (cookie := _cookie(request)) is None:
            return self._refuse(403, "unauthentic")
        seen = [request.query.get("after") or "0", request.headers.get("Last-Event-ID") or "0"]
        if not all(_REPLY_ID.fullmatch(reply) for reply in seen):
            return self._refuse(400, "malformed")
        try:
            return await self._streams.serve(request, _conversation(cookie), max(map(int, seen)))
        except TooManyStreams:
            return self._refuse(429, "too_many_streams")

    def _authenticate(self, request: web.Request) -> str:
        """The conversation a message belongs to. Raises Unauthentic for what our page did not send."""
        if (cookie := _cookie(request)) is None:
            raise Unauthentic("no cookie")
        if request.content_type != "application/json":
            raise Unauthentic("not JSON, the one thing that a form of another site cannot send")
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc not in {request.host, self._public.netloc} - {""}:
            raise Unauthentic("sent by another site")
        return _conversation(cookie)

    def _refuse(self, status: int, reason: str) -> web.Response:
        REFUSED.labels(self.name, reason).inc()
        return web.Response(status=status)


def _cookie(request: web.Request) -> Optional[str]:
    cookie = request.cookies.get(COOKIE, "")
    return cookie if _OUR_COOKIE.fullmatch(cookie) else None


def _conversation(cookie: str) -> str:
    return "web:" + hashlib.sha256(cookie.encode()).hexdigest()[:32]


async def _read_body(request: web.Request) -> bytes:
    """Raises HTTPRequestEntityTooLarge as soon as too much has arrived."""
    body = b""
    async for part in request.content.iter_chunked(LARGEST_BODY):
        body += part
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    return body


def _parse(conversation: str, body: bytes) -> IncomingMessage:
    """The message of `{"id", "text"}` or `{"id", "payload"}`. Raises Malformed."""
    try:
        fields: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("id"), str) or not _MESSAGE_ID.fullmatch(fields["id"]):
        raise Malformed("no id of 1-64 letters, digits and -")
    if ("text" in fields) == ("payload" in fields):
        raise Malformed("either a text or a payload")
    kind = Kind.BUTTON if "payload" in fields else Kind.TEXT
    text = fields["payload"] if kind is Kind.BUTTON else fields["text"]
    if not isinstance(text, str) or not (text := storable(text)):
        raise Malformed("empty, or not a string")
    if kind is Kind.BUTTON and not (text.startswith("/") and len(text) <= LONGEST_PAYLOAD):
        raise Malformed("a payload begins with /")
    return IncomingMessage(conversation, fields["id"], kind, text[:LONGEST_TEXT], time.time())
