"""The gateway's HTTP side, with a connector that has no platform."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import REGISTRY

from bot.messages import IncomingMessage
from connectors.gateway import LARGEST_BODY, create_app
from tests.fakes import FakeConnector

PROOF = {"Proof": "ok"}


async def _healthy() -> dict[str, object]:
    return {"status": "ok"}


async def _measured() -> bytes:
    return b"bot_turns_total 1\n"


@dataclass
class Desk:
    """A served gateway and what it took in."""

    client: TestClient
    connector: FakeConnector
    received: list[IncomingMessage] = field(default_factory=list)


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    received: list[IncomingMessage] = []
    connector = FakeConnector()

    async def receive(messages: list[IncomingMessage]) -> None:
        received.extend(messages)

    async with TestClient(TestServer(create_app({"fake": connector}, receive, _healthy, _measured))) as client:
        yield Desk(client, connector, received)


def _refused(reason: str) -> float:
    return REGISTRY.get_sample_value("bot_webhooks_refused_total", {"connector": "fake", "reason": reason}) or 0.0


async def test_a_message_is_taken_in_and_acknowledged(desk: Desk) -> None:
    answer = await desk.client.post("/webhooks/fake", data=b"7|1|hello", headers=PROOF)
    assert answer.status == 200
    assert [message.text for message in desk.received] == ["hello"]
    assert desk.connector.acknowledged == desk.received


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    [
        (b"7|1|hello", {}, 403, "unauthentic"),
        (b"nonsense", PROOF, 400, "malformed"),
        (b"x" * (LARGEST_BODY + 1), PROOF, 413, "too_large"),
    ],
)
async def test_bad_calls_are_refused_and_counted(
    desk: Desk, body: bytes, headers: dict[str, str], status: int, reason: str
) -> None:
    before = _refused(reason)
    answer = await desk.client.post("/webhooks/fake", data=io.BytesIO(body), headers=headers)
    assert answer.status == status
    assert desk.received == []
    assert _refused(reason) == before + 1


async def test_what_is_not_meant_for_us_is_ignored(desk: Desk) -> None:
    answer = await desk.client.post("/webhooks/fake", data=b"7|1|", headers=PROOF)
    assert (answer.status, desk.received, desk.connector.acknowledged) == (200, [], [])


async def test_health_and_metrics(desk: Desk) -> None:
    assert await (await desk.client.get("/health")).json() == {"status": "ok"}
    answer = await desk.client.get("/metrics")
    assert answer.content_type == "text/plain"
    assert await answer.read() == b"bot_turns_total 1\n"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_metrics_are_not_for_those_behind_a_proxy(desk: Desk, header: str) -> None:
    answer = await desk.client.get("/metrics", headers={header: "127.0.0.1"})
    assert answer.status == 403
    assert "bot_turns" not in await answer.text()


@pytest.mark.parametrize("path", ["/webhooks/other", "/nothing"])
async def test_unknown_paths(desk: Desk, path: str) -> None:
    assert (await desk.client.post(path, data=b"")).status == 404


async def test_answers_are_not_sniffed(desk: Desk) -> None:
    assert (await desk.client.get("/health")).headers["X-Content-Type-Options"] == "nosniff"


async def test_a_request_whose_client_hung_up_is_finished_before_the_gateway_stops() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    received: list[IncomingMessage] = []

    async def receive(messages: list[IncomingMessage]) -> None:
        begun.set()
        await may_end.wait()
        received.extend(messages)

    runner = web.AppRunner(create_app({"fake": FakeConnector()}, receive, _healthy, _measured))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(b"POST /webhooks/fake HTTP/1.1\r\nHost: bot\r\nProof: ok\r\nContent-Length: 9\r\n\r\n7|1|hello")
    await begun.wait()
    writer.close()
    await writer.wait_closed()
    stopping = asyncio.create_task(runner.cleanup())
    done, _ = await asyncio.wait([stopping], timeout=0.2)
    assert not done
    may_end.set()
    await stopping
    assert [message.text for message in received] == ["hello"]
