"""What the webhook refuses or ignores: with the right status, without a trace, without an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.bots import SECRET, Bot
from tests.e2e.citizens import Citizen

pytestmark = pytest.mark.rasa

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
OURS = {SECRET_HEADER: SECRET}
MEBIBYTE = 1024 * 1024

CHANNEL_POST = {"message_id": 9, "chat": {"id": -1001, "type": "channel", "title": "Tin"}, "date": 1, "text": "chào"}
POLL = {"id": "1", "question": "Có hay không?", "options": [], "type": "regular"}


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: SECRET + "x"}],
    ids=["missing", "empty", "wrong", "too short", "too long"],
)
async def test_a_call_without_the_secret_is_refused_without_a_trace(bot: Bot, headers: dict[str, str]) -> None:
    update = Citizen(bot.telegram).will_say("tôi không phải Telegram")
    status = await _without_a_trace(bot, json.dumps(update).encode(), headers, refused="unauthentic")
    assert status == 403


@pytest.mark.parametrize("body", [b"", b"{", b'{"update_id": 1,}', b"\xff\xfe", b"[" * 100_000])
async def test_a_call_that_is_not_json_is_refused(bot: Bot, body: bytes) -> None:
    assert await _without_a_trace(bot, body, OURS, refused="malformed") == 400


@pytest.mark.parametrize("headers", [OURS, {}], ids=["Telegram", "a stranger"])
async def test_a_call_that_is_too_large_is_refused(bot: Bot, headers: dict[str, str]) -> None:
    long = json.dumps(Citizen(bot.telegram).will_say("a" * MEBIBYTE)).encode()
    assert len(long) > MEBIBYTE
    assert await _without_a_trace(bot, long, headers, refused="too_large") == 413


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "channel_post": CHANNEL_POST},
        {"update_id": 2, "poll": POLL},
        {"update_id": 3, "something_new": {"a": [1]}},
        {"update_id": 4},
        {"update_id": 5, "message": {"message_id": 1}},
        {"update_id": 6, "message": "a text"},
        {"update_id": 7, "callback_query": {"id": "1"}},
        {},
        [],
        None,
        "text",
    ],
    ids=repr,
)
async def test_an_update_of_no_use_is_taken_and_ignored(bot: Bot, update: Any) -> None:
    assert await _without_a_trace(bot, json.dumps(update).encode(), OURS, refused=None) == 200


async def _without_a_trace(bot: Bot, body: bytes, headers: dict[str, str], refused: str | None) -> int:
    """The status of a call that changes nothing but the counter of those refused for this reason."""
    await bot.idle()
    stored, logged, counted = bot.stored(), len(bot.gateway.lines()), await _refused(bot)
    status = await bot.post(body, **headers)
    await bot.health()
    assert bot.stored() == stored
    assert [line for line in bot.gateway.lines()[logged:] if line["level"] == "error" or "exception" in line] == []
    expected = {**counted, refused: counted.get(refused, 0.0) + 1} if refused else counted
    assert await _refused(bot) == expected
    return status


async def _refused(bot: Bot) -> dict[str, float]:
    metrics = await bot.metrics()
    counter = "bot_webhooks_refused_total"
    reasons = {labels["reason"] for labels in metrics.labels(counter) if labels["connector"] == "telegram"}
    return {reason: metrics.value(counter, connector="telegram", reason=reason) for reason in reasons}
