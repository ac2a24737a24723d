"""What a turn's outcome has besides the answer of its action: notes on links, and the end of what is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from bot.guides.targets import Target
from bot.messages import Button, IncomingMessage, Payment, Reply
from bot.safety import Verdict
from bot.storage.turns import Outcome

FORGET = Target("forget").payload()

_TOLD_ALREADY = ("link", "sos", "scam")


def reply_of(text: str, buttons: tuple[Button, ...], picture: Optional[str], custom: dict[str, Any]) -> Reply:
    """A reply from what an action uttered; `custom` is what actions.talk adds to words, buttons and a picture."""
    payment = Payment(**custom["payment"]) if custom.get("payment") else None
    private = bool(custom.get("private"))
    return Reply(text, custom.get("title"), buttons, picture, private, payment, custom.get("asks"))


def finished(message: IncomingMessage, words: str, outcome: Outcome) -> Outcome:
    """The outcome of a message that was read as `words`.

    A link that nobody knows is told about before the answer to the question it came with. A confirmed wish to be
    forgotten leaves nothing behind but its answer.
    """
    if words == FORGET:
        return replace(outcome, state={}, said="", forget=True)
    target = Target.of_payload(words)
    if target is not None and target.verb in _TOLD_ALREADY:
        return outcome
    unknown = [Reply(link.sentence) for link in message.links if link.verdict == Verdict.UNKNOWN.value]
    return replace(outcome, replies=(*unknown, *outcome.replies))
