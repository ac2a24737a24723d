"""The replies of one turn in as few messages as a platform's limits allow, for platforms that count messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.messages import Button, Reply
from connectors.splitting import split, units

CHOOSE = "Mời bác chọn:"
"""Above buttons that come without a text."""

TYPE_A_NUMBER = "Bác gõ một số để chọn:"


@dataclass(frozen=True)
class Limits:
    """Of one message: `text` in UTF-16 units; with more `buttons` than these, options are numbered instead."""

    text: int
    buttons: int = 0


def pack(replies: Sequence[Reply], limits: Limits) -> list[Reply]:
    """Each reply returned is one message: a text with a picture, a text with buttons, a picture or a payment alone.

    The numbers of options are their places among all options of the turn: a bare number is understood so.
    Packing twice is the same as packing once.
    """
    options = [button for reply in replies for button in reply.buttons]
    body = "\n\n".join(filter(None, map(_words, replies)))
    buttons = tuple(options) if len(options) <= limits.buttons else ()
    numbered = "" if buttons or not options else _numbered(options)
    texts = _texts(body or (CHOOSE if buttons else ""), numbered, limits.text)
    messages = [Reply(text) for text in texts]
    if buttons:
        messages[-1] = Reply(texts[-1], buttons=buttons)
    messages = _with_pictures(messages, [reply.picture for reply in replies if reply.picture])
    messages += [Reply("", payment=reply.payment) for reply in replies if reply.payment]
    private = any(reply.private for reply in replies)
    return [replace(message, private=True) for message in messages] if private else messages


def _words(reply: Reply) -> str:
    return "\n".join(filter(None, [(reply.title or "").strip(), reply.text.strip()]))


def _numbered(options: Sequence[Button]) -> str:
    lines = [f"{number}. {_option(button)}" for number, button in enumerate(options, start=1)]
    return "\n".join([TYPE_A_NUMBER, *lines])


def _option(button: Button) -> str:
    opened = button.payload.removeprefix("tel:") if button.payload.startswith(("https://", "tel:")) else ""
    return f"{button.title}: {opened}" if opened else button.title


def _texts(body: str, last: str, limit: int) -> list[str]:
    """The body split at the limit; `last` whole in the last message where it fits at all."""
    texts = split(body, limit, limit) if body else []
    if not last:
        return texts
    if texts and units(texts[-1]) + units(last) + 2 <= limit:
        return [*texts[:-1], f"{texts[-1]}\n\n{last}"]
    return [*texts, *split(last, limit, limit)]


def _with_pictures(messages: list[Reply], pictures: list[str]) -> list[Reply]:
    """The last picture with the first text, unless that has buttons; the others before it."""
    if not pictures:
        return messages
    alone = [Reply("", picture=picture) for picture in pictures]
    if not messages or messages[0].buttons:
        return [*alone, *messages]
    return [*alone[:-1], Reply(messages[0].text, picture=pictures[-1]), *messages[1:]]
