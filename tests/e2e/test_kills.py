"""Processes are killed while citizens write: nothing is lost, nothing is answered twice, the order stays."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from bot.guides.library import shared_library
from bot.messages import Reply
from connectors.telegram.layout import lay_out
from tests.e2e.bots import rows
from tests.e2e.citizens import Citizen, title
from tests.e2e.conftest import open_telegram
from tests.e2e.fleet import Fleet
from tests.e2e.postgres import TcpPostgres
from tests.stubs.telegram_faults import late
from tests.stubs.telegram_updates import Update
from tests.waiting import until

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

CITIZENS, MESSAGES = 12, 8

WRITING = 20.0
"""Seconds over which a citizen's messages are spread."""

IN_FLIGHT = 2.0
"""Seconds around a kill in which a reply may have been on its way without our noting it down: the dead one's last call
may reach the platform after its end."""


async def test_kills_of_one_gateway_and_one_worker(model: Path, fresh_url: str, tmp_path: Path) -> None:
    async with open_telegram() as telegram, Fleet(tmp_path, model, fresh_url, telegram, 1, 1).running() as fleet:
        await _write_through_kills(fleet, gateways=4, workers=2)


async def test_kills_of_two_gateways_and_two_workers_over_tcp(model: Path, tcp_url: str, tmp_path: Path) -> None:
    async with open_telegram() as telegram, Fleet(tmp_path, model, tcp_url, telegram, 2, 2).running() as fleet:
        await _write_through_kills(fleet, gateways=4, workers=3)


@pytest.fixture
def tcp_url(tmp_path: Path) -> Iterator[str]:
    """An empty database that is reached over TCP."""
    server = TcpPostgres(tmp_path / "postgresql")
    server.start()
    yield server.url
    server.stop()


async def _write_through_kills(fleet: Fleet, gateways: int, workers: int) -> None:
    seed = int(os.environ.get("KILL_SEED", SystemRandom().randrange(1_000_000)))
    dice = Random(seed)
    guides = [guide.id for guide in shared_library().guides()]
    writers = [Writer(fleet, dice.sample(guides, MESSAGES), dice) for _ in range(CITIZENS)]
    fleet.telegram.fail_always("sendMessage", late(0.05))
    began = time.monotonic()
    await asyncio.gather(
        *(writer.writes() for writer in writers),
        fleet.kill_gateways(dice, gateways),
        fleet.kill_workers(dice, workers),
    )
    await until(lambda: not rows(fleet.database, "SELECT id FROM procrastinate_jobs"), patience=240.0)
    repeated = [moment for writer in writers for moment in writer.check()]
    kills = [kill for kill in fleet.kills if kill.command == "worker"]
    failed = sum(status == 502 for status in fleet.telegram.delivery.statuses)
    print(
        f"KILL_SEED={seed}: {CITIZENS * MESSAGES} messages answered in {time.monotonic() - began:.0f} s through",
        f"{len(fleet.kills) - len(kills)} kills of gateways and {len(kills)} of workers;",
        f"webhook calls that failed meanwhile: {failed};",
        f"replies that were in flight and came twice: {len(repeated)}",
    )
    nearest = [min(abs(kill.at - moment) for kill in kills) for moment in repeated]
    assert all(seconds <= IN_FLIGHT for seconds in nearest), f"replies repeated without a kill: {nearest}"


class Writer:
    """A citizen who opens guides, one after the other, at random moments."""

    def __init__(self, fleet: Fleet, guides: list[str], dice: Random) -> None:
        self._fleet = fleet
        self._guides = guides
        self._moments = sorted(dice.uniform(0, WRITING) for _ in guides)
        self._citizen = Citizen(fleet.telegram)
        self._updates: list[Update] = []

    async def writes(self) -> None:
        """Returns when the webhook has taken every message."""
        began = time.monotonic()
        deliveries = []
        for guide, moment in zip(self._guides, self._moments, strict=True):
            await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
            self._updates.append(self._citizen.will_say(f"/start {guide}"))
            deliveries.append(asyncio.create_task(self._fleet.telegram.deliver(self._updates[-1])))
        await asyncio.gather(*deliveries)

    def check(self) -> list[float]:
        """Every message has its one turn, in order, and every reply was seen, in order.

        Returns when those replies were first seen that were seen twice in a row.
        """
        turns = rows(
            self._fleet.database,
            "SELECT id, message_id FROM turns WHERE conversation = %s ORDER BY id",
            self._citizen.conversation,
        )
        assert [turn["message_id"] for turn in turns] == [f"u{update['update_id']}" for update in self._updates]
        expected = [text for turn in turns for text in self._texts(turn["id"])]
        pages = [text for text in expected if text.partition("\n")[0] in map(title, self._guides)]
        assert [text.partition("\n")[0] for text in pages] == [title(guide) for guide in self._guides]
        return self._walk(expected)

    def _texts(self, turn: int) -> list[str]:
        query = "SELECT body, sent_at FROM replies WHERE turn = %s ORDER BY place"
        replies = rows(self._fleet.database, query, turn)
        assert all(reply["sent_at"] for reply in replies)
        return [part.plain for reply in replies for part in lay_out(Reply.from_json(reply["body"]))]

    def _walk(self, expected: list[str]) -> list[float]:
        seen, repeated = -1, []
        before = 0.0
        for sent in self._citizen.sees:
            if seen + 1 < len(expected) and sent.text == expected[seen + 1]:
                seen += 1
            else:
                assert seen >= 0, f"not the first reply: {sent.text!r}"
                assert sent.text == expected[seen], f"neither the next reply nor the last one again: {sent.text!r}"
                repeated.append(before)
            before = sent.at
        assert seen == len(expected) - 1, f"{len(expected) - 1 - seen} replies were lost"
        return repeated
