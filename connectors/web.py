"""The web chat: a page of our own, messages in by POST, replies out as server-sent events."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Optional
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.connector import Receive
from bot.errors import Malformed, Overloaded, Unauthentic
from bot.messages import IncomingMessage, Kind, Reply
from bot.metrics import REFUSED
from bot.qr.cards import Addresses
from bot.settings import Settings, secret_key
from bot.storage.asked import PHOTO, Asked
from bot.storage.notices import Notices
from bot.storage.turns import WEB_REPLIES, Turns
from connectors.codes import Photos, TooManyPhotos, code_routes
from connectors.gateway import overloaded
from connectors.pages import file_routes, show
from connectors.streams import LOOK_EVERY, Streams, TooManyStreams
from connectors.web_reading import COOKIE, COOKIE_DAYS, MESSAGE_ID, conversation_of, cookie_of, parse_message, read_body

FILES = ["colours.css", "chat.css", "chat.js", "chat-log.js", "chat-store.js", "chat-wire.js", "favicon.svg"]
"""What the page loads from `/chat/…`."""

_REPLY_ID = re.compile(r"[0-9]{1,18}")


def connect(settings: Settings, turns: Turns) -> WebChat:
    """The web chat; it needs no settings, so it is always on."""
    return WebChat(turns, Addresses(secret_key(settings)), settings.public_url)


class WebChat:
    """Citizens are known by a random cookie, of which the database holds only a digest.

    The row of a reply in the database is its delivery: `send` merely wakes the streams, which read the rows.
    """

    name = "web"
    app = "trang Trợ lý số"
    webhook: Optional[str] = None
    answer_within: Optional[float] = None
    fetched: bool = True

    def __init__(self, turns: Turns, codes: Addresses, public_url: str = "", look_every: float = LOOK_EVERY) -> None:
        self._turns = turns
        self._public = urlsplit(public_url)
        self._streams = Streams(turns, codes, look_every)
        self._codes = codes
        self._photos = Photos()
        self._asked = Asked(turns.engine)
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
        await self._asked.finish()

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """Raises Malformed: the web chat has no webhook."""
        raise Malformed("the web chat has no webhook")

    def invitation(self, guide: str) -> Optional[str]:
        """The chat page, which then asks for the guide by itself; None without a public address."""
        return f"{self._public.geturl()}/?{urlencode({'bai': guide})}" if self._public.netloc else None

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Does nothing: the page shows by itself that an answer is on its way."""

    async def photo(self, given: str) -> Optional[bytes]:
        """None: the gateway has read it already, and `given` is what to say."""
        return None

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
            web.post("/chat/photos", self._take_photo),
            web.get("/chat/replies", self._stream_replies, allow_head=False),
            *code_routes(self._codes),
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
        if cookie_of(request) is None and request.headers.get("Sec-Fetch-Site") != "cross-site":
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
            message = parse_message(conversation, await read_body(request))
        except Unauthentic:
            return self._refuse(403, "unauthentic")
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_large")
        except Malformed:
            return self._refuse(400, "malformed")
        return await self._take(message)

    async def _take(self, message: IncomingMessage) -> web.Response:
        if self._receive is None:
            return web.Response(status=503)
        try:
            await self._receive([message])
        except Overloaded:
            return overloaded(self.name)
        return web.Response(status=202)

    async def _take_photo(self, request: web.Request) -> web.Response:
        """A photo the conversation asked for: read here, in memory, and only what to say about it goes on."""
        message_id = request.headers.get("X-Message-Id", "")
        try:
            conversation = self._authenticate(request, "image/")
            if not MESSAGE_ID.fullmatch(message_id):
                raise Malformed("no id of 1-64 letters, digits and -")
            asked = PHOTO in await self._asked.of(conversation)
            given = await self._photos.read(request) if asked else ""
        except Unauthentic:
            return self._refuse(403, "unauthentic")
        except Malformed:
            return self._refuse(400, "malformed")
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_large")
        except TooManyPhotos:
            return self._refuse(429, "too_many_photos")
        return await self._take(IncomingMessage(conversation, message_id, Kind.PHOTO, "", time.time(), given=given))

    async def _stream_replies(self, request: web.Request) -> web.StreamResponse:
        if (cookie := cookie_of(request)) is None:
            return self._refuse(403, "unauthentic")
        seen = [request.query.get("after") or "0", request.headers.get("Last-Event-ID") or "0"]
        if not all(_REPLY_ID.fullmatch(reply) for reply in seen):
            return self._refuse(400, "malformed")
        try:
            return await self._streams.serve(request, conversation_of(cookie), max(map(int, seen)))
        except TooManyStreams:
            return self._refuse(429, "too_many_streams")

    def _authenticate(self, request: web.Request, kind: str = "application/json") -> str:
        """The conversation a message belongs to. Raises Unauthentic for what our page did not send.

        `kind` begins the content type: JSON or a picture, which a form of another site cannot send.
        """
        if (cookie := cookie_of(request)) is None:
            raise Unauthentic("no cookie")
        if not request.content_type.startswith(kind):
            raise Unauthentic(f"not {kind}")
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc not in {request.host, self._public.netloc} - {""}:
            raise Unauthentic("sent by another site")
        return conversation_of(cookie)

    def _refuse(self, status: int, reason: str) -> web.Response:
        REFUSED.labels(self.name, reason).inc()
        return web.Response(status=status)
