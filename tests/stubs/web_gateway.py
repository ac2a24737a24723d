"""The real gateway with the web chat only, and a worker in its place that answers from a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional

from aiohttp import web

from bot.messages import IncomingMessage, Reply
from bot.qr.cards import Addresses
from bot.storage.turns import DuplicateTurn, Outcome, Status, Turns
from connectors.gateway import Handler, create_app
from connectors.web import WebChat

Answer = Callable[[IncomingMessage], Sequence[Reply]]


def silent(_message: IncomingMessage) -> Sequence[Reply]:
    """Answers nothing."""
    return ()


def echo(message: IncomingMessage) -> Sequence[Reply]:
    """Says the citizen's words again."""
    return (Reply(f"Bác vừa nói: {message.text}"),)


class WebGateway:
    """Runs on 127.0.0.1; can be stopped and started again at the same port, as a restarted server.

    While it is `deaf`, connections break as soon as something is posted.
    """

    def __init__(self, turns: Turns, answer: Answer = silent, public_url: str = "", look_every: float = 60.0) -> None:
        self.answer = answer
        self.received: list[IncomingMessage] = []
        self.statuses: list[int] = []
        self.deaf = False
        self.port = 0
        self._turns = turns
        self._worker = WebChat(turns, Addresses(b"key"))
        self._settings = (public_url, look_every)
        self._runner: Optional[web.AppRunner] = None
        self._chat: Optional[WebChat] = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Opens the port: any free one at first, later the same."""
        self._chat = WebChat(self._turns, Addresses(b"key"), *self._settings)
        await self._chat.start(self.receive)
        app = create_app({"web": self._chat}, self.receive, _health, _metrics)
        app.middlewares.append(self._line)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Ends streams, closes the port."""
        if self._chat is not None and self._runner is not None:
            await self._chat.stop()
            await self._runner.cleanup()

    @web.middleware
    async def _line(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.deaf and request.method == "POST" and request.transport is not None:
            request.transport.abort()
            return web.Response()
        return await handler(request)

    async def receive(self, messages: list[IncomingMessage]) -> None:
        """Takes messages in and answers them at once, each id once, as the queue and a worker would."""
        for message in messages:
            self.received.append(message)
            await self.say(message, self.answer(message))

    async def say(self, message: IncomingMessage, replies: Sequence[Reply]) -> list[int]:
        """Answers one message; returns the replies' ids, none when it was answered before."""
        try:
            _, stored = await self._turns.record(message, Outcome(tuple(replies), {}, Status.ANSWERED, message.text))
        except DuplicateTurn:
            return []
        for reply in stored:
            await self._worker.send(message.conversation, reply.reply)
        return [reply.id for reply in stored]


async def _health() -> dict[str, Any]:
    return {}


async def _metrics() -> bytes:
    return b""
