"""Ours: a gateway and a worker as two processes on the embedded PostgreSQL, and one turn alone in this process."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Optional

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.dialogue import line
from bench.environment import environment
from bench.ports import free_port
from bench.processes import Child, Group
from bench.telegram import SECRET, TOKEN, Telegram
from bot.dialogue.turn import Mind
from bot.messages import IncomingMessage
from bot.settings import Settings
from bot.storage.database import database_url, migrate, open_engine
from bot.storage.turns import Turns

LEARNT = 20
"""Turns after which the course of the dialogue repeats itself: twice the ten lines."""


class Ours:
    """This bot with the model in `model`; files go to `folder`."""

    def __init__(self, home: Path, folder: Path, model: Path) -> None:
        self._home = home
        self._folder = folder
        self._model = model
        self.telegram = Telegram()
        self.url = ""
        self._children: dict[str, Child] = {}
        self._engine: Optional[AsyncEngine] = None
        self._turns: Optional[Turns] = None
        self._mind: Optional[Mind] = None
        self._sent_by_turn: list[int] = []

    async def start(self) -> None:
        """Starts PostgreSQL, gateway and worker, and loads the model here as well."""
        self.url = database_url(Settings(var_dir=self._folder / "var"))
        await migrate(self.url)
        await self.telegram.start()
        port = free_port()
        self.telegram.webhook = f"http://127.0.0.1:{port}/webhooks/telegram"
        environment = self._environment(port)
        for name, words in (("gateway", []), ("worker", ["--model", str(self._model)])):
            command = [sys.executable, "-m", "bot", name, *words]
            self._children[name] = Child(command, self._home, environment, self._folder / f"{name}.log")
            await self._children[name].start()
        self._engine = open_engine(self.url)
        self._turns = Turns(self._engine, self.url)
        self._mind = Mind(self._model)
        await self._mind.warm_up()
        await self._children["gateway"].answers(f"http://127.0.0.1:{port}/health")
        await self._learn()

    async def turn(self, conversation: str, turn: int) -> float:
        """Seconds for the turn alone, in this process: conversation read, thought about, written down."""
        assert self._turns is not None, "not started"
        assert self._mind is not None, "not started"
        said = line(turn)
        message = IncomingMessage(f"bench:{conversation}", str(turn), said.kind, said.text, time.time())
        began = time.perf_counter()
        before, _ = await self._turns.begin(message)
        outcome = await self._mind.answer(message, before)
        await self._turns.record(message, outcome)
        return time.perf_counter() - began

    async def path(self, chat: int, turn: int) -> float:
        """Seconds from posting a message to the webhook to the last of its replies, through both processes."""
        due = self.telegram.seen(chat) + self._sent(turn)
        began = time.perf_counter()
        await self.telegram.deliver(chat, line(turn))
        return await self.telegram.replies(chat, due) - began

    async def rest(self) -> None:
        """Waits until no message is in hand. Raises Broken when a process has ended."""
        connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        async with connection:
            while await (await connection.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")).fetchone():
                for child in self._children.values():
                    child.check()
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Ends the processes; PostgreSQL ends with this one."""
        for child in reversed(self._children.values()):
            await child.stop()
        await self.telegram.stop()
        if self._engine is not None:
            await self._engine.dispose()

    def groups(self) -> dict[str, Group]:
        """The processes: `gateway`, `worker` and `postgresql`."""
        postmaster = int((self._folder / "var/postgresql/postmaster.pid").read_text().split()[0])
        found = {name: Group(child.pid) for name, child in self._children.items()}
        return {**found, "postgresql": Group(postmaster)}

    async def _learn(self) -> None:
        """Goes through the dialogue once, and notes how many messages Telegram gets in each turn."""
        for turn in range(1, LEARNT + 1):
            before = self.telegram.seen(1)
            await self.telegram.deliver(1, line(turn))
            await self.telegram.replies(1, before + 1)
            await self.rest()
            self._sent_by_turn.append(self.telegram.seen(1) - before)

    def _sent(self, turn: int) -> int:
        if turn <= LEARNT:
            return self._sent_by_turn[turn - 1]
        return self._sent_by_turn[LEARNT // 2 + (turn - 1) % (LEARNT // 2)]

    def _environment(self, port: int) -> dict[str, str]:
        return environment(
            HOST="127.0.0.1",
            PORT=str(port),
            PUBLIC_URL=f"http://127.0.0.1:{port}",
            DATABASE_URL=self.url,
            VAR_DIR=str(self._folder / "var"),
            SECRET_KEY="bench",
            LOG_LEVEL="info",
            WORKERS="1",
            MESSAGES_PER_MINUTE="100000",  # nobody types as fast as this measures
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_WEBHOOK_SECRET=SECRET,
            TELEGRAM_API_URL=self.telegram.url,
            PROMETHEUS_MULTIPROC_DIR=str(self._folder / "var" / "metrics"),
        )
