"""What the gateway queues holds no personal data, and only payloads that are ours."""

from pathlib import Path

import psycopg
import pytest

from bot.gateway import Gateway
from bot.messages import IncomingMessage, Kind
from bot.settings import Settings


async def _queued(url: str, var_dir: Path, message: IncomingMessage) -> IncomingMessage:
    gateway = Gateway(Settings(var_dir=var_dir, port=0), url)
    runner = await gateway.start()
    await gateway.receive([message])
    await gateway.stop(runner)
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT args -> 'message' FROM procrastinate_jobs").fetchone()
    assert row is not None
    return IncomingMessage.from_json(row[0])


async def test_numbers_are_taken_out_before_the_queue(fresh_url: str, var_dir: Path) -> None:
    said = "căn cước của tôi là 001 201 012 345 thì làm sao"
    kept = await _queued(fresh_url, var_dir, IncomingMessage("web:a", "1", Kind.TEXT, said, 1.0))
    assert kept.text == "căn cước của tôi là <so_dinh_danh> thì làm sao"
    assert kept.removed == ("so_dinh_danh",)


@pytest.mark.parametrize("payload", ["/go 001201012345", '/go{"to":"001201012345"}', "/restart"])
async def test_payloads_that_are_not_ours_are_emptied(fresh_url: str, var_dir: Path, payload: str) -> None:
    kept = await _queued(fresh_url, var_dir, IncomingMessage("web:a", "1", Kind.BUTTON, payload, 1.0))
    assert kept.text == ""


async def test_our_payloads_pass(fresh_url: str, var_dir: Path) -> None:
    payload = '/go{"to":"begin:khai_sinh"}'
    kept = await _queued(fresh_url, var_dir, IncomingMessage("web:a", "1", Kind.BUTTON, payload, 1.0))
    assert kept.text == payload
