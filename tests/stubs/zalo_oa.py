"""Plays openapi.zalo.me and oauth.zaloapp.com for one Official Account, and its webhook calls.

stub = ZaloOAStub()
await stub.start()                                # ZALO_OA_API_URL=stub.url ZALO_OA_OAUTH_URL=stub.url
stub.webhook = "http://127.0.0.1:8080/webhooks/zalo-oa"
await stub.say("quên mật khẩu VNeID")             # a citizen writes; returns the status of the webhook's answer
(answer,) = await stub.replies(1)                 # what the citizen sees
await stub.tap(answer.buttons[0])                 # the citizen taps a button: its payload comes as text
stub.fail(code(-32))                              # the next message is refused
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Optional

import aiohttp
from aiohttp import web

from tests.stubs import zalo_oa_checks as checks
from tests.stubs.zalo_oa_checks import Refused
from tests.stubs.zalo_oa_events import USER, Event, encode, said, sign
from tests.stubs.zalo_oa_login import Login

LARGEST_IMAGE = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Sent:
    """One message that a citizen sees."""

    user: str
    text: str
    buttons: list[dict[str, Any]]
    picture: Optional[bytes]


@dataclass(frozen=True)
class Fault:
    """How a call fails, in the order of the fields."""

    wait: float = 0.0
    refusal: Optional[Refused] = None
    page: str = ""
    status: int = 502
    late: float = 0.0
    """Seconds between carrying out and answering."""
    drop: bool = False
    """Carried out, but the connection is closed instead of an answer."""


def code(number: int) -> Fault:
    """A refusal by code."""
    return Fault(refusal=Refused(number, "refused by the test"))


@dataclass
class ZaloOAStub:
    """One account and its app."""

    url: str = ""
    webhook: str = ""
    login: Login = field(default_factory=Login)
    sent: list[Sent] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    users: set[str] = field(default_factory=lambda: {USER})
    """Who may be written to: they wrote first, within 7 days."""
    blocked: set[str] = field(default_factory=set)
    quota: Optional[dict[str, Any]] = field(default_factory=lambda: {"quota_type": "reply"})
    statuses: list[int] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds of the webhook's slowest answer."""
    tokens: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Served under /pictures/…."""
    fetched: list[str] = field(default_factory=list)
    """Names of the pictures that were loaded."""
    no_buttons: bool = False
    """The account may not send buttons."""
    _faults: deque[Fault] = field(default_factory=deque)
    _always: Optional[Fault] = None
    _port: int = 0
    _runner: Optional[web.AppRunner] = None
    _session: Optional[aiohttp.ClientSession] = None
    _numbers: Any = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        """Listens; on the same port as before when it was stopped."""
        app = web.Application(client_max_size=8 * LARGEST_IMAGE)
        app.router.add_post("/v3.0/oa/message/cs", self._take_message)
        app.router.add_post("/v2.0/oa/upload/image", self._take_image)
        app.router.add_post("/v4/oa/access_token", self.login.take)
        app.router.add_get("/pictures/{name}", self._show_picture)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Refuses connections from now on."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def fail(self, fault: Fault, times: int = 1) -> None:
        """The next `times` messages or uploads fail."""
        self._faults.extend([fault] * times)

    def fail_always(self, fault: Optional[Fault]) -> None:
        """Every message or upload fails, until told otherwise by None."""
        self._always = fault

    async def say(self, text: str, user: str = USER) -> int:
        """A citizen writes."""
        return await self.deliver(said(text, user))

    async def tap(self, button: dict[str, Any], user: str = USER) -> int:
        """A citizen taps a button that was shown; one that opens something tells nobody."""
        assert any(button in sent.buttons for sent in self.sent if sent.user == user), f"not shown: {button}"
        assert button["type"] == "oa.query.show"
        return await self.say(button["payload"], user)

    async def deliver(self, event: Event, **headers: str) -> int:
        """Posts an event, signed; returns the status of the answer."""
        user = str(event.get("sender", {}).get("id", ""))
        if event["event_name"].startswith(("user_send", "anonymous_send")):
            conversation = event["message"].get("conversation_id")
            self.users.add(f"anonymous/{user}/{conversation}" if conversation else user)
        if event["event_name"] == "follow":
            self.users.add(event["follower"]["id"])
        body = encode(event)
        return await self.post(body, **{"X-ZEvent-Signature": sign(body, event["timestamp"]), **headers})

    async def post(self, body: bytes, **headers: str) -> int:
        """Posts anything to the webhook."""
        assert self._session is not None, "the stub is not started"
        begin = time.monotonic()
        headers = {"Content-Type": "application/json", **headers}
        async with self._session.post(self.webhook, data=body, headers=headers) as response:
            self.statuses.append(response.status)
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return self.statuses[-1]

    async def replies(self, least: int, user: str = USER, within: float = 10.0) -> list[Sent]:
        """All that a citizen has seen, as soon as it is at least `least` messages."""
        until = time.monotonic() + within
        while len(found := [sent for sent in self.sent if sent.user == user]) < least:
            assert time.monotonic() < until, f"{len(found)} of {least} messages within {within} s: {found}"
            await asyncio.sleep(0.005)
        return found

    async def _take_message(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._message)

    async def _take_image(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._image)

    async def _answer(self, request: web.Request, carry_out: Any) -> web.StreamResponse:
        fault = self._faults.popleft() if self._faults else self._always or Fault()
        await asyncio.sleep(fault.wait)
        if fault.page:
            return web.Response(status=fault.status, text=fault.page, content_type="text/html")
        try:
            self._check_token(request)
            if fault.refusal is not None:
                raise fault.refusal
            data = await carry_out(request)
        except Refused as refusal:
            return web.json_response(refusal.answer)
        await asyncio.sleep(fault.late)
        if fault.drop and request.transport is not None:
            request.transport.close()
        return web.json_response({"data": data, "error": 0, "message": "Success"})

    def _check_token(self, request: web.Request) -> None:
        assert "Authorization" not in request.headers
        token = request.headers.get("access_token", "")
        self.tokens.append(token)
        if token != self.login.access:
            raise Refused(-216, "Access token is invalid")

    async def _message(self, request: web.Request) -> dict[str, Any]:
        assert request.content_type == "application/json"
        body = await request.json()
        if set(body) != {"recipient", "message"}:
            raise checks.bad("recipient and message")
        user = checks.recipient(body["recipient"])
        if user in self.blocked:
            raise Refused(-213, "User has not followed OA")
        if user not in self.users:
            raise Refused(-232, "User has not interacted with the OA")
        shown = checks.message(body["message"])
        if shown["buttons"] and self.no_buttons:
            raise checks.bad("attachment is invalid")
        attachment = shown["attachment_id"]
        if attachment is not None and attachment not in self.uploads:
            raise Refused(-100, "Attachment is expired")
        picture = None if attachment is None else self.uploads[attachment]
        self.sent.append(Sent(user, shown["text"], shown["buttons"], picture))
        quota = {} if self.quota is None else {"quota": self.quota}
        return {"message_id": f"{next(self._numbers):020x}", "user_id": user, "sent_time": "0", **quota}

    async def _image(self, request: web.Request) -> dict[str, Any]:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField) or file.content_type not in ("image/png", "image/jpeg"):
            raise checks.bad("file is invalid")
        with file.file:
            picture = file.file.read()
        if len(picture) > LARGEST_IMAGE:
            raise Refused(-210, "file is too large")
        attachment = f"attachment-{next(self._numbers)}"
        self.uploads[attachment] = picture
        return {"attachment_id": attachment}

    async def _show_picture(self, request: web.Request) -> web.Response:
        self.fetched.append(request.match_info["name"])
        picture = self.pictures.get(request.match_info["name"])
        return web.Response(status=404) if picture is None else web.Response(body=picture)
