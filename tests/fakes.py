"""Hand-written stand-ins at the seams: a connector without a platform, a mind without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

from aiohttp import web

from bot.connector import Receive
from bot.errors import Malformed, SendError, Unauthentic
from bot.messages import IncomingMessage, Kind, Reply
from bot.storage.turns import Conversation, Outcome, Status


@dataclass
class FakeConnector:
    """Its webhook wants the header `Proof: ok` and takes one line `chat|id|text`; what it sends is kept."""

    name: str = "fake"
    webhook: Optional[str] = "fake"
    answer_within: Optional[float] = None
    fetched: bool = False
    sent: list[tuple[str, str]] = field(default_factory=list)
    trouble: list[SendError] = field(default_factory=list)
    acknowledged: list[IncomingMessage] = field(default_factory=list)

    async def start(self, receive: Optional[Receive]) -> None: ...

    async def stop(self) -> None: ...

    def alarms(self) -> list[str]:
        return []

    async def photo(self, given: str) -> Optional[bytes]:
        return None

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        return list(replies)

    def routes(self) -> list[web.RouteDef]:
        return []

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        if headers.get("Proof") != "ok":
            raise Unauthentic
        parts = body.decode().split("|")
        if len(parts) != 3:
            raise Malformed
        chat, message_id, text = parts
        return [IncomingMessage(f"fake:{chat}", message_id, Kind.TEXT, text, 1.0)] if text else []

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        self.acknowledged += messages

    async def send(self, conversation: str, reply: Reply) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((conversation, reply.text))


@dataclass
class EchoMind:
    """Answers with the citizen's words in two replies; fails as often as it is told to."""

    failures: int = 0
    asked: int = 0

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise ValueError("a mind that fails")
        count = conversation.state.get("count", 0) + 1
        replies = (Reply(f"{message.text}?"), Reply(f"{message.text}!"))
        return Outcome(replies, {"count": count}, Status.ANSWERED, message.text, band="sure", intent="echo")
