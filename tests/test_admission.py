"""What the gateway lets in: links judged by what was sent, what was asked for sealed, nothing else of it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from bot.admission import Admission, admit
from bot.messages import IncomingMessage, Kind
from bot.safety import Verdict
from bot.storage.asked import ACCOUNT, PHOTO, Asked
from bot.storage.turns import Turns

NUMBER = "19034567890123"


def _text(words: str, beside: str = "") -> IncomingMessage:
    return IncomingMessage("web:a", "1", Kind.TEXT, words, 1.0, beside=beside)


def _asking(*what: str) -> Admission:
    async def asked(_conversation: str) -> frozenset[str]:
        return frozenset(what)

    return Admission(b"key", asked)


@pytest.mark.parametrize("where", ["text", "beside"])
def test_links_are_judged_with_what_hides_in_them(where: str) -> None:
    link = "https://vne\u200bid.gov.vn/a"
    message = _text(link) if where == "text" else _text("xem này", beside=link)
    (seen,) = admit(message).links
    assert seen.verdict == Verdict.ZERO_WIDTH.value
    assert "http" not in seen.sentence


def test_a_name_made_of_a_number_is_not_told_again() -> None:
    (seen,) = admit(_text("http://0912345678.top")).links
    assert "0912345678" not in seen.sentence


def test_what_came_beside_and_what_was_given_are_never_queued() -> None:
    message = IncomingMessage("web:a", "1", Kind.PHOTO, "", 1.0, beside="CCCD 079012345678", given="file-id")
    kept = json.dumps(admit(message).to_json()) + json.dumps(message.to_json())
    assert "079012345678" not in kept
    assert "file-id" not in kept


async def test_an_account_that_was_asked_for_is_sealed() -> None:
    admission = _asking(ACCOUNT)
    kept = await admission.admit(_text(f"stk {NUMBER} nha"))
    assert kept.text == "<so_tai_khoan>"
    assert kept.removed == ()
    assert NUMBER not in json.dumps(kept.to_json())
    assert admission.open(IncomingMessage.from_json(kept.to_json())).given == f"stk {NUMBER} nha"


async def test_a_card_is_masked_although_an_account_was_asked_for() -> None:
    admission = _asking(ACCOUNT)
    kept = await admission.admit(_text("9704 3612 3456 7890"))
    assert admission.open(kept).given == "<so_the>"


async def test_nobody_asked_nothing_is_sealed() -> None:
    kept = await _asking().admit(_text(f"stk {NUMBER}"))
    assert (kept.text, kept.sealed) == ("stk <so_tai_khoan>", "")
    photo = await _asking(ACCOUNT).admit(IncomingMessage("web:a", "1", Kind.PHOTO, "", 1.0, given="file-id"))
    assert (photo.sealed, photo.given) == ("", "")


@pytest.mark.parametrize("said", ["/xoadulieu", "thôi", "tôi vừa đọc otp 123456 cho nó", "quên mật khẩu thì làm sao"])
async def test_other_words_are_words_although_an_account_was_asked_for(said: str) -> None:
    kept = await _asking(ACCOUNT).admit(_text(said))
    assert kept.sealed == ""


async def test_a_photo_that_was_asked_for_is_sealed() -> None:
    admission = _asking(PHOTO)
    kept = await admission.admit(IncomingMessage("web:a", "1", Kind.PHOTO, "", 1.0, given="file-id"))
    assert "file-id" not in json.dumps(kept.to_json())
    assert admission.open(kept).given == "file-id"


async def test_with_another_key_nothing_opens() -> None:
    kept = await _asking(ACCOUNT).admit(_text(NUMBER))

    async def asked(_conversation: str) -> frozenset[str]:
        return frozenset()

    assert Admission(b"another", asked).open(kept).given == ""


async def test_a_database_that_does_not_answer_asked_for_nothing(turns: Turns) -> None:
    asked = Asked(turns.engine)
    async with turns.engine.begin() as holding:
        await holding.execute(text("LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE"))
        assert await asked.of("web:a") == frozenset()
    await asked.finish()
    assert "Checked out connections: 0" in turns.engine.pool.status()
