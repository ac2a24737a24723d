"""Plays Telegram for the measurement: takes every call at once, and counts what each chat has seen.

tests/stubs/telegram.py is strict about every call; that would cost processor time which Telegram spends elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any, Optional

import aiohttp
from aiohttp import web

from bench.dialogue import Line
from bench.processes import Broken
from bot.messages import Kind
from tests.stubs.telegram_updates import BOT_USER, Update, Updates, private_chat, said

TOKEN = f"{BOT_USER['id']}:bench"
SECRET = "bench"
PATIENCE = 60.0
"""Seconds for a reply."""


class Telegram:
    """Delivers citizens' messages to a webhook, and says when the replies have come."""

    def __init__(self) -> None:
        self.url = ""
        self.webhook = ""
        self._seen: dict[str, int] = defaultdict(int)
        self._news: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._updates = Updates()
        self._runner: Optional[web.AppRunner] = None
        self._session: Optional[aiohttp.ClientSession] = None

    async def start(self) -> None:
        """Listens on a free port."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def stop(self) -> None:
        """Ends."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def seen(self, chat: int) -> int:
        """Messages that a chat has seen."""
        return self._seen[str(chat)]

    async def deliver(self, chat: int, line: Line) -> None:
        """Posts a citizen's message, and returns when the webhook has taken it."""
        assert self._session is not None, "not started"
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._session.post(self.webhook, json=self._update(chat, line), headers=headers) as response:
            if response.status != 200:
                raise Broken(f"the webhook answered {response.status}")

    async def replies(self, chat: int, seen: int) -> float:
        """Waits until a chat has seen this many messages; returns when that was (of time.perf_counter)."""
        deadline = time.perf_counter() + PATIENCE
        while self._seen[str(chat)] < seen:
            news = self._news[str(chat)]
            news.clear()
            try:
                await asyncio.wait_for(news.wait(), deadline - time.perf_counter())
            except asyncio.TimeoutError as error:
                raise Broken(f"no reply within {PATIENCE:.0f} s: {self.seen(chat)} of {seen} messages") from error
        return time.perf_counter()

    def _update(self, chat: int, line: Line) -> Update:
        if line.kind is not Kind.BUTTON:
            return self._updates.message(chat, **said(line.text))
        shown = {"message_id": 1, "from": BOT_USER, "chat": private_chat(chat), "date": int(time.time()), "text": "…"}
        return self._updates.tap(chat, line.text, shown)

    async def _take(self, request: web.Request) -> web.Response:
        parameters = await request.post()
        method, chat = request.match_info["method"], str(parameters.get("chat_id", ""))
        result: Any = True
        if method in ("sendMessage", "sendPhoto"):
            result = {"message_id": 2, "date": int(time.time()), "chat": private_chat(int(chat))}
            self._seen[chat] += 1
            self._news[chat].set()
        elif method == "getMe":
            result = {**BOT_USER, "can_join_groups": True}
        return web.json_response({"ok": True, "result": result})
