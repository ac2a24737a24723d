"""Plays api.telegram.org: strict about everything a bot sends, and able to fail in all the ways Telegram does.

stub = TelegramStub()
await stub.start()                                    # TELEGRAM_API_URL=stub.url TELEGRAM_BOT_TOKEN=stub.token
await stub.say(5, "quên mật khẩu VNeID")              # a citizen writes; returns when the webhook took it
(answer,) = await stub.replies(5, 1)                  # what the citizen sees
await stub.tap(5, answer.buttons[0][0][1])            # the citizen taps a button that was shown
stub.fail("sendMessage", too_many(retry_after=2))     # the next call fails
await stub.stop()                                     # an outage; start() again comes back on the same port
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from aiohttp import web

from tests.stubs import telegram_checks as checks
from tests.stubs.telegram_chats import Chats
from tests.stubs.telegram_checks import Parameters, Refused
from tests.stubs.telegram_delivery import Delivery, Webhook
from tests.stubs.telegram_faults import Fault
from tests.stubs.telegram_updates import BOT_USER, Update, said

TOKEN = f"{BOT_USER['id']}:AAFstub-token_0123456789abcdefghijk"

Result = Union[bool, dict[str, Any], list[dict[str, Any]]]


@dataclass(frozen=True)
class Call:
    """One call of the bot, as it came."""

    method: str
    parameters: dict[str, str]
    at: float = field(default_factory=time.monotonic, compare=False)


class TelegramStub(Chats):
    """A Telegram of one bot. `second` shortens Telegram's waits between retries of a webhook call."""

    def __init__(self, second: float = 1.0, patience: float = 60.0) -> None:
        super().__init__()
        self.token = TOKEN
        self.url = ""
        self.calls: list[Call] = []
        self.delivery = Delivery(second, patience)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._port = 0
        self._runner: Optional[web.AppRunner] = None

    async def start(self) -> None:
        """Listens; on the same port as before when it was stopped."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._take_call)
        app.router.add_get("/file/bot{token}/{path}", self._show_file)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.delivery.open()

    async def stop(self) -> None:
        """Refuses connections from now on; what it knows stays."""
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def webhook(self) -> Optional[Webhook]:
        """What the bot registered."""
        return self.delivery.webhook

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of `method` fail."""
        self._faults[method].extend([fault] * times)

    def fail_always(self, method: str, fault: Optional[Fault]) -> None:
        """Every call of `method` fails, until told otherwise by None."""
        self._always.pop(method, None)
        if fault is not None:
            self._always[method] = fault

    async def say(self, chat_id: int, text: str) -> Update:
        """A citizen writes; returns the update when the bot's webhook has taken it."""
        return await self.show(chat_id, **said(text))

    async def show(self, chat_id: int, **content: Any) -> Update:
        """A citizen sends something else: `photo=[…]`, `sticker={…}` …"""
        update = self.updates.message(chat_id, **content)
        await self.deliver(update)
        return update

    async def tap(self, chat_id: int, data: str) -> Update:
        """A citizen taps a button; it must have been shown in this chat."""
        shown = [sent for sent in self.sent if sent.chat_id == chat_id]
        below = [sent for sent in shown if any(data == payload for row in sent.buttons for _title, payload in row)]
        assert below, f"no button {data!r} was shown in chat {chat_id}"
        update = self.updates.tap(chat_id, data, below[-1].message)
        await self.deliver(update)
        return update

    async def deliver(self, update: Update) -> None:
        """Hands any update over, a second time too. Raises Undelivered."""
        self.meet(update)
        await self.delivery.deliver(update)

    def calls_of(self, method: str) -> list[dict[str, str]]:
        """The parameters of each call of a method."""
        return [call.parameters for call in self.calls if call.method == method]

    async def _take_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            parameters = await checks.read_form(request)
            self.calls.append(Call(method, parameters))
            self.uploaded = await checks.read_files(request)
            fault = self._next_fault(method)
            await asyncio.sleep(fault.wait)
            if fault.refusal is not None:
                raise fault.refusal
            if fault.page:
                return web.Response(status=fault.status, text=fault.page, content_type="text/html")
            result = await self._carry_out(method, parameters)
        except Refused as refusal:
            return refusal.response()
        await asyncio.sleep(fault.late)
        if fault.drop and request.transport is not None:
            request.transport.close()
        return web.json_response({"ok": True, "result": result})

    async def _show_file(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        self.fetched.append(request.match_info["path"])
        return web.Response(body=self.photos[request.match_info["path"]])

    def _check_token(self, token: str) -> None:
        if token == self.token:
            return
        if ":" not in token:
            raise Refused(404, "Not Found")
        raise Refused(401, "Unauthorized")

    def _next_fault(self, method: str) -> Fault:
        return self._faults[method].popleft() if self._faults[method] else self._always.get(method, Fault())

    async def _carry_out(self, method: str, parameters: Parameters) -> Result:
        methods: dict[str, Callable[[Parameters], Union[Result, Awaitable[Result]]]] = {
            "getMe": lambda _: {**BOT_USER, "can_join_groups": True, "supports_inline_queries": False},
            "getUpdates": self.delivery.get_updates,
            "setWebhook": self.delivery.set_webhook,
            "deleteWebhook": self.delivery.delete_webhook,
            "setMyCommands": self.set_commands,
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendDocument": self.send_document,
            "getFile": self.get_file,
            "sendChatAction": self.send_chat_action,
            "answerCallbackQuery": self.answer_callback_query,
        }
        if method not in methods:
            raise Refused(404, "Not Found: method not found")
        result = methods[method](parameters)
        return result if isinstance(result, (bool, dict, list)) else await result
