"""Plays bot-api.zaloplatforms.com for one bot: by webhook or by polling, in both envelopes.

stub = ZaloBotStub()
await stub.start()                                    # ZALO_BOT_API_URL=stub.url ZALO_BOT_TOKEN=stub.token
await stub.say("quên mật khẩu VNeID")                 # a citizen writes; returns when the webhook or a poll took it
(answer,) = await stub.replies(1)                     # what the citizen sees
stub.fail("sendMessage", refused(429, "Quota exceeded"))
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Optional
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

TOKEN = "12345689:abc-xyz_0123456789"
CHAT = "6ede9afa66b88fe6d6a9"
GROUP = "zgr-f8a7101d77709e2ec761"

LONGEST_TEXT = 2000

Json = dict[str, Any]


class Refused(Exception):
    """An answer that is not ok; status 200 all the same."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.answer = {"ok": False, "error_code": code, "description": description}


@dataclass(frozen=True)
class Fault:
    """How a call fails, in the order of the fields."""

    wait: float = 0.0
    refusal: Optional[Refused] = None
    page: str = ""
    status: int = 502
    late: float = 0.0
    drop: bool = False


def refused(code: int, description: str = "refused by the test") -> Fault:
    """A refusal by code."""
    return Fault(refusal=Refused(code, description))


TOO_MANY = Fault(page="<html><h1>429 Too Many Requests</h1></html>", status=429)
"""What the server in front answers."""


@dataclass(frozen=True)
class Sent:
    """One message that a chat sees."""

    chat: str
    text: str
    picture: Optional[str] = None


@dataclass
class ZaloBotStub:
    """One bot. With `wrapped` its webhook calls look as in the documentation, else as they are seen live."""

    wrapped: bool = False
    token: str = TOKEN
    url: str = ""
    name: str = "bot.troLySo"
    sent: list[Sent] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)
    """What citizens sent, served under /photos/…."""
    fetched: list[str] = field(default_factory=list)
    """Names of the photos that the bot loaded."""
    chats: set[str] = field(default_factory=set)
    """Who wrote, and can be written to."""
    webhook: str = ""
    secret: str = ""
    verification: Json = field(default_factory=lambda: {"ok": True, "outcome": "webhook.ok", "status_code": 200})
    waiting: deque[Json] = field(default_factory=deque)
    """Updates for the next poll."""
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Fault] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Any = field(default_factory=lambda: count(1))
    _port: int = 0
    _runner: Optional[web.AppRunner] = None
    _session: Optional[aiohttp.ClientSession] = None

    async def start(self) -> None:
        """Listens; on the same port as before when it was stopped."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._take_call)
        app.router.add_get("/photos/{name}", self._show_photo)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._session = aiohttp.ClientSession(headers={"User-Agent": "Java/17.0.2"})

    async def stop(self) -> None:
        """Refuses connections from now on."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of `method` fail."""
        self._faults[method].extend([fault] * times)

    def fail_always(self, method: str, fault: Optional[Fault]) -> None:
        """Every call of `method` fails, until told otherwise by None."""
        self._always.pop(method, None)
        if fault is not None:
            self._always[method] = fault

    def update(self, event: str, chat: str = CHAT, user: str = CHAT, **content: Any) -> Json:
        """An update as the Bot Platform has it."""
        message = {
            "from": {"id": user, "display_name": "Lan", "is_bot": False},
            "chat": {"id": chat, "chat_type": "GROUP" if chat.startswith("zgr-") else "PRIVATE"},
            "message_id": f"{next(self._numbers):020x}",
            "date": int(time.time() * 1000),
            **content,
        }
        return {"event_name": f"message.{event}.received", "message": message}

    async def say(self, text: str, chat: str = CHAT, user: str = CHAT) -> Json:
        """A citizen writes."""
        update = self.update("text", chat, user, text=text)
        await self.deliver(update)
        return update

    async def deliver(self, update: Json) -> None:
        """Hands an update over: to the webhook, else to the next poll."""
        if "message" in update:
            self.chats.add(update["message"]["chat"]["id"])
        if not self.webhook:
            self.waiting.append(update)
            self._news.set()
            return
        body = {"ok": True, "result": update} if self.wrapped else update
        assert self._session is not None, "the stub is not started"
        headers = {"X-Bot-Api-Secret-Token": self.secret}
        async with self._session.post(self.webhook, json=body, headers=headers) as response:
            self.statuses.append(response.status)

    async def replies(self, least: int, chat: str = CHAT, within: float = 10.0) -> list[Sent]:
        """All that a chat has seen, as soon as it is at least `least` messages."""
        until = time.monotonic() + within
        while len(found := [sent for sent in self.sent if sent.chat == chat]) < least:
            assert time.monotonic() < until, f"{len(found)} of {least} messages within {within} s: {found}"
            await asyncio.sleep(0.005)
        return found

    def calls_of(self, method: str) -> list[Json]:
        """The parameters of each call of a method."""
        return [parameters for called, parameters in self.calls if called == method]

    async def _take_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.agents.add(request.headers.get("User-Agent", ""))
        parameters = await _parameters(request)
        self.calls.append((method, parameters))
        fault = self._faults[method].popleft() if self._faults[method] else self._always.get(method, Fault())
        await asyncio.sleep(fault.wait)
        if fault.page:
            return web.Response(status=fault.status, text=fault.page, content_type="text/html")
        try:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Invalid token")
            if fault.refusal is not None:
                raise fault.refusal
            answer = {"ok": True, **await self._carry_out(method, parameters)}
        except Refused as refusal:
            return web.json_response(refusal.answer)
        await asyncio.sleep(fault.late)
        if fault.drop and request.transport is not None:
            request.transport.close()
        return web.json_response(answer)

    async def _show_photo(self, request: web.Request) -> web.Response:
        self.fetched.append(request.match_info["name"])
        return web.Response(body=self.photos[request.match_info["name"]])

    async def _carry_out(self, method: str, parameters: Json) -> Json:
        if method == "getUpdates":
            return {"result": await self._get_update(parameters)}
        methods = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
        }
        if method not in methods:
            raise Refused(404, "Not found")
        result = methods[method](parameters)
        return {} if result is None else {"result": result}

    def _get_me(self, _parameters: Json) -> Json:
        return {
            "id": "1459232241454765289",
            "account_name": self.name,
            "account_type": "BASIC",
            "can_join_groups": True,
        }

    async def _get_update(self, parameters: Json) -> Json:
        if self.webhook:
            raise Refused(400, "Bad request: a webhook is set")
        until = time.monotonic() + float(parameters.get("timeout", 30))
        while not self.waiting:
            left = until - time.monotonic()
            if left <= 0:
                raise Refused(408, "Request timeout")
            self._news.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
        return self.waiting.popleft()

    def _set_webhook(self, parameters: Json) -> Json:
        url, secret = str(parameters.get("url", "")), str(parameters.get("secret_token", ""))
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname != "127.0.0.1":
            raise Refused(400, "Bad request: url must be https")
        if not 8 <= len(secret) <= 256:
            raise Refused(400, "Bad request: secret_token must be 8-256 characters")
        self.webhook, self.secret = url, secret
        return {**self._webhook_info({}), "verification": self.verification}

    def _delete_webhook(self, _parameters: Json) -> Json:
        self.webhook = ""
        return self._webhook_info({})

    def _webhook_info(self, _parameters: Json) -> Json:
        return {"url": self.webhook, "updated_at": int(time.time() * 1000)}

    def _send_message(self, parameters: Json) -> Json:
        if set(parameters) - {"chat_id", "text", "reply_to_message_id"}:
            raise Refused(400, f"Bad request: unknown parameters {sorted(parameters)}")
        text = parameters.get("text", "")
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= len(text) <= LONGEST_TEXT:
            raise Refused(400, "Bad request: text must be 1-2000 characters")
        return self._show(Sent(self._chat(parameters), text))

    def _send_photo(self, parameters: Json) -> Json:
        if set(parameters) - {"chat_id", "photo", "caption"}:
            raise Refused(400, f"Bad request: unknown parameters {sorted(parameters)}")
        photo, caption = parameters.get("photo"), parameters.get("caption", "")
        if not isinstance(photo, str) or urlsplit(photo).scheme not in ("http", "https"):
            raise Refused(400, "Bad request: photo must be a public address")
        if len(caption) > LONGEST_TEXT:
            raise Refused(400, "Bad request: caption must be 1-2000 characters")
        return self._show(Sent(self._chat(parameters), caption, photo))

    def _send_chat_action(self, parameters: Json) -> None:
        if parameters.get("action") != "typing":
            raise Refused(400, "Bad request: action")
        self.typing.append(self._chat(parameters))

    def _show(self, sent: Sent) -> Json:
        self.sent.append(sent)
        return {"message_id": f"{next(self._numbers):020x}", "date": int(time.time() * 1000)}

    def _chat(self, parameters: Json) -> str:
        chat = parameters.get("chat_id")
        if not chat or not isinstance(chat, str):
            raise Refused(400, "Bad request: The chat_id must not be empty")
        if chat not in self.chats:
            raise Refused(400, "Bad request: chat not found")
        return chat


async def _parameters(request: web.Request) -> Json:
    """Of the query, a form or JSON: the Bot Platform reads them all."""
    found: Json = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        found.update(await request.json())
    elif request.can_read_body:
        found.update(await request.post())
    return found
