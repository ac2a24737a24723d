"""What of a message goes on from the gateway: cut to a length, its links judged, personal data taken out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.guides.targets import Target
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind, SeenLink
from bot.privacy import kinds, redact
from bot.safety import check_link, emergency
from bot.sealing import Seal
from bot.storage.asked import ACCOUNT, PHOTO

ABOUT = "what was asked for"
"""What bot.sealing.Seal is told it is about."""

MOST_LINKS = 3
"""Links of a message that the citizen is told about."""

AskedOf = Callable[[str], Awaitable[frozenset[str]]]
"""What a conversation has asked for: bot.storage.asked.Asked.of."""

_LONGEST_ACCOUNT = 120
"""Characters of a message that may be the answer to the question for an account."""
_MAY_BE_ACCOUNT = re.compile(r"(?:\d[ .-]?){4}|^\W*[0-9A-Za-z]{4,19}\W*$")


class Admission:
    """Lets messages in, without anything that must not be kept."""

    def __init__(self, key: bytes, asked: AskedOf) -> None:
        self._seal = Seal(key, ABOUT)
        self._asked = asked

    async def admit(self, message: IncomingMessage) -> IncomingMessage:
        """The message as it may be queued and stored; a button's payload is one of ours or none."""
        if message.kind is Kind.BUTTON:
            return replace(message, text=message.text if Target.of_payload(message.text) else "", beside="", given="")
        asked = await self._asked(message.conversation) if _may_be_asked_for(message) else frozenset()
        if message.kind is Kind.PHOTO and PHOTO in asked:
            return replace(message, text="", beside="", given="", sealed=self._seal.close(message.given))
        if message.kind is Kind.TEXT and ACCOUNT in asked:
            return self._account(message)
        return admit(message)

    def open(self, message: IncomingMessage) -> IncomingMessage:
        """With `given` as it was before it was sealed; without when the key has changed since."""
        opened = self._seal.open(message.sealed) if message.sealed else None
        return replace(message, given=opened[0] if opened else "", sealed="")

    def _account(self, message: IncomingMessage) -> IncomingMessage:
        """The answer to the question for an account: nothing of it goes on in the clear."""
        safe = redact(message.text, asked=frozenset({kinds.ACCOUNT}))
        masked = kinds.placeholder(kinds.ACCOUNT)
        return replace(message, text=masked, removed=safe.found, beside="", sealed=self._seal.close(safe.text))


def admit(message: IncomingMessage) -> IncomingMessage:
    """A message that nothing was asked of.

    Links are judged here, by the words as they were sent: afterwards the characters that hide in them are gone.
    """
    raw = message.text[:LONGEST_TEXT]
    safe = redact(raw)
    links = _links(f"{raw} {message.beside[:LONGEST_TEXT]}")
    return replace(message, text=safe.text, removed=safe.found, links=links, beside="", given="")


def _may_be_asked_for(message: IncomingMessage) -> bool:
    if message.kind is Kind.PHOTO:
        return bool(message.given)
    text = message.text
    fits = message.kind is Kind.TEXT and len(text) <= _LONGEST_ACCOUNT and not text.startswith("/")
    return fits and _MAY_BE_ACCOUNT.search(text) is not None and any(map(str.isdigit, text)) and not emergency(text)


def _links(text: str) -> tuple[SeenLink, ...]:
    """What is told about the links in a text; a name made of somebody's number is not repeated."""
    found = dict.fromkeys(SeenLink(one.verdict.value, redact(one.sentence).text) for one in check_link(text))
    return tuple(found)[:MOST_LINKS]
