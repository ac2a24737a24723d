"""Stock Rasa: `rasa run` and `rasa run actions` as two processes, spoken to over the REST channel."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Optional

import aiohttp

from bench.dialogue import line
from bench.ports import free_port
from bench.processes import Broken, Child, Group
from bench.project import fingerprint, write_addresses, write_project

RASA = [sys.executable, "-W", "ignore", "-m", "rasa"]


class Stock:
    """A stock Rasa of the project in `home`; files go to `folder`, the trained model is kept in `models`."""

    def __init__(self, home: Path, folder: Path, models: Path) -> None:
        self._home = home
        self._folder = folder
        self._models = models
        self._children: dict[str, Child] = {}
        self._url = ""
        self.turns = 0
        self.unanswered = 0
        self._session: Optional[aiohttp.ClientSession] = None

    def prepare(self) -> Path:
        """Writes the project; returns where its model is, or belongs."""
        write_project(self._home, self._folder)
        return self._models / f"stock-{fingerprint(self._folder)}.tar.gz"

    async def train(self, model: Path) -> None:
        """Trains, and leaves the model at `model`."""
        model.parent.mkdir(parents=True, exist_ok=True)
        names = ["--fixed-model-name", "stock", "--out", "models", "--augmentation", "0"]
        child = self._child("train", *names)
        await child.start()
        await child.finish()
        shutil.move(self._folder / "models" / "stock.tar.gz", model)

    async def start(self, model: Path) -> None:
        """Starts both processes and waits until they answer."""
        port, action_port = free_port(), free_port()
        write_addresses(self._folder, action_port, self._folder / "tracker.db")
        addresses = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
        self._children = {
            "actions": self._child("run", "actions", "--actions", "actions", "-p", str(action_port)),
            "server": self._child("run", "-m", str(model), "-p", str(port), "-i", "127.0.0.1", *addresses),
        }
        for child in self._children.values():
            await child.start()
        self._url = f"http://127.0.0.1:{port}"
        await self._children["actions"].answers(f"http://127.0.0.1:{action_port}/health")
        await self._children["server"].answers(f"{self._url}/")
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def turn(self, conversation: str, turn: int) -> float:
        """Seconds from posting this turn's message to its answer. Raises Broken when most messages get none."""
        assert self._session is not None, "not started"
        said = {"sender": conversation, "message": line(turn).text}
        began = time.perf_counter()
        async with self._session.post(f"{self._url}/webhooks/rest/webhook", json=said) as response:
            answer = await response.json()
        seconds = time.perf_counter() - began
        self.turns += 1
        if not answer:  # Rasa's REST channel answers 200 and nothing when the call of the action server fails
            self.unanswered += 1
            if self.unanswered > 10 + self.turns / 2:
                raise Broken(f"stock Rasa does not answer:\n{self._children['server'].last_words()}")
        return seconds

    async def stop(self) -> None:
        """Ends both processes."""
        if self._session is not None:
            await self._session.close()
        for child in self._children.values():
            await child.stop()

    def groups(self) -> dict[str, Group]:
        """The processes: `server` and `actions`."""
        return {name: Group(child.pid) for name, child in self._children.items()}

    def _child(self, *words: str) -> Child:
        log = self._folder / f"{'-'.join(words[:2])}.log".replace("/", "")
        return Child([*RASA, *words], self._folder, self._environment(), log)

    def _environment(self) -> dict[str, str]:
        quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
        return {**os.environ, **quiet, "PYTHONPATH": str(self._home)}
