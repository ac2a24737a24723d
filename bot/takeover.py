"""A person takes a conversation over, or gives it back: the bot keeps quiet in between.

Used by platforms whose own inbox lets staff answer. The help desk silences and releases in the statements that change
its tickets (bot.storage.tickets); what it tells the citizen comes here, to be sent like any reply.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bot.guides.targets import Target
from bot.messages import IncomingMessage, Kind, Reply
from bot.storage import people
from bot.storage.turns import Conversation, Outcome, Status, Turns

QUIET_FOR = timedelta(hours=24)
"""After a person's last message. A conversation that nobody gave back must not stay without answers for ever."""

BACK_AGAIN = Reply("Cháu là Trợ lý số, máy trả lời tự động. Cháu lại giúp bác được rồi ạ. Bác cần gì cứ nhắn cháu nhé.")


async def switch(turns: Turns, message: IncomingMessage, conversation: Conversation) -> Outcome:
    """Silences or releases the conversation, or says what the desk says; doing it twice changes nothing."""
    if message.kind is Kind.FROM_DESK:
        return replace(left_to_people(message, conversation), replies=(Reply(message.text, message.title or None),))
    if message.kind is Kind.TAKEN_OVER:
        await people.silence(turns.engine, conversation.id, datetime.now(timezone.utc) + QUIET_FOR)
        return left_to_people(message, conversation)
    await people.release(turns.engine, conversation.id)
    return Outcome((BACK_AGAIN,), conversation.state, Status.ANSWERED, message.text)


_ABOUT_DATA = ("privacy", "erase", "forget", "keep")


def is_about_data(message: IncomingMessage) -> bool:
    """Whether a citizen uses their rights over what is kept; the bot answers that, whoever answers otherwise."""
    if message.kind is Kind.BUTTON:
        target = Target.of_payload(message.text)
        return target is not None and target.verb in _ABOUT_DATA
    return message.kind is Kind.TEXT and message.text.strip().startswith(("/riengtu", "/xoadulieu"))


def left_to_people(message: IncomingMessage, conversation: Conversation) -> Outcome:
    """The outcome of a message that a person answers: it is kept for them, the state stays as it was."""
    return Outcome((), conversation.state, Status.LEFT_TO_PEOPLE, message.text)
