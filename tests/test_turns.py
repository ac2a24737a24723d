"""Conversations and turns in a real PostgreSQL."""

import asyncio

import pytest

from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.storage.turns import DuplicateTurn, Outcome, Status, Turns

HELLO = IncomingMessage("web:abc", "1", Kind.TEXT, "xin chào", 1_700_000_000.0)
ANSWER = Outcome(
    (Reply("Chào bác.", buttons=(Button("Danh mục", "/go"),)), Reply("Hai")), {"a": 1}, Status.ANSWERED, "xin chào"
)


async def test_an_unknown_conversation_is_empty(turns: Turns) -> None:
    conversation, turn = await turns.begin(HELLO)
    assert (conversation.state, conversation.last_at, turn) == ({}, None, None)


async def test_state_turn_and_replies_are_kept(turns: Turns) -> None:
    turn, stored = await turns.record(HELLO, ANSWER)
    conversation, found = await turns.begin(HELLO)
    assert conversation.state == {"a": 1}
    assert found == turn
    assert [reply.reply for reply in stored] == list(ANSWER.replies)
    assert await turns.unsent(turn) == stored


async def test_a_message_has_one_turn(turns: Turns) -> None:
    await turns.record(HELLO, ANSWER)
    with pytest.raises(DuplicateTurn):
        await turns.record(HELLO, Outcome((), {"a": 2}, Status.ANSWERED, "xin chào"))
    conversation, _ = await turns.begin(HELLO)
    assert conversation.state == {"a": 1}


async def test_of_two_answers_at_the_same_moment_one_is_kept_whole(turns: Turns) -> None:
    outcomes = [Outcome((Reply(str(number)),), {"a": number}, Status.ANSWERED, "xin chào") for number in range(8)]
    found = await asyncio.gather(*(turns.record(HELLO, outcome) for outcome in outcomes), return_exceptions=True)
    (kept,) = [number for number, result in enumerate(found) if not isinstance(result, DuplicateTurn)]
    conversation, turn = await turns.begin(HELLO)
    assert turn is not None
    assert conversation.state == {"a": kept}
    assert [stored.reply.text for stored in await turns.unsent(turn)] == [str(kept)]


async def test_a_turn_may_have_no_replies(turns: Turns) -> None:
    turn, stored = await turns.record(HELLO, Outcome((), {"a": 1}, Status.LEFT_TO_PEOPLE, "xin chào"))
    assert stored == []
    assert (await turns.begin(HELLO))[1] == turn


async def test_sending_goes_on_at_the_first_unsent_reply(turns: Turns) -> None:
    turn, stored = await turns.record(HELLO, ANSWER)
    await turns.mark_sent(stored[0].id)
    assert await turns.unsent(turn) == stored[1:]


async def test_what_can_never_be_sent_is_not_tried_again(turns: Turns) -> None:
    turn, _ = await turns.record(HELLO, ANSWER)
    await turns.mark_failed(turn, "blocked")
    assert await turns.unsent(turn) == []


async def test_replies_are_read_in_order_after_the_last_one_seen(turns: Turns) -> None:
    _, stored = await turns.record(HELLO, ANSWER)
    assert await turns.replies_after("web:abc", 0) == stored
    assert await turns.replies_after("web:abc", stored[0].id) == stored[1:]
    assert await turns.replies_after("web:other", 0) == []
