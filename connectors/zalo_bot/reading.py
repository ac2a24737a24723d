"""The Bot Platform's updates, read: which message of which citizen, and of what kind.

Format: docs.zaloplatforms.com/docs/BOT. The documentation wraps an update in `{"ok","result"}`, live calls do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Optional

import structlog

from bot.errors import Malformed
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.text import storable
from connectors.zalo_bot.addresses import group, private

log = structlog.get_logger(__name__)

KINDS: dict[str, Kind] = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.PHOTO,
    "message.sticker.received": Kind.STICKER,
    "message.voice.received": Kind.VOICE,
    "message.unsupported.received": Kind.OTHER,
}

GROUP, PRIVATE = "GROUP", "PRIVATE"


def parse_body(body: bytes) -> dict[str, Any]:
    """The update of a webhook call, out of its envelope if it has one. Raises Malformed."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(found, dict):
        raise Malformed("not a JSON object")
    wrapped = found.get("result")
    return wrapped if isinstance(wrapped, dict) else found


def read_update(update: dict[str, Any], names: Sequence[str], arrived: float) -> Optional[IncomingMessage]:
    """The message in an update; None when it is not one that a citizen sent to us."""
    name = str(update.get("event_name", ""))
    if name not in KINDS:
        log.info("update left out: its name is not known", name=name[:60])
        return None
    if name == "message.unsupported.received" and not update.get("message"):
        return None  # from a protected account: nobody to answer
    try:
        return _read(KINDS[name], update["message"], names, arrived)
    except (AttributeError, KeyError, TypeError) as error:  # a field is missing, or of another type
        log.warning("update left out: it lacks what Zalo promises", name=name, error=type(error).__name__)
        return None


def _read(kind: Kind, message: dict[str, Any], names: Sequence[str], arrived: float) -> Optional[IncomingMessage]:
    sender, chat = message["from"], message["chat"]
    if sender.get("is_bot"):
        return None
    text = storable(message.get("text") or "") if kind is Kind.TEXT else ""
    conversation = private(chat["id"])
    if chat.get("chat_type") == GROUP:
        if kind is not Kind.TEXT or not is_mentioned(message, text):
            return None
        conversation, text = group(chat["id"], sender["id"]), without_mention(text, names)
    elif chat.get("chat_type", PRIVATE) != PRIVATE:
        return None
    if kind is Kind.TEXT and not text:
        kind = Kind.OTHER
    photo = str(message.get("photo") or message.get("photo_url") or "")  # the documentation's name, and one seen live
    caption = storable(str(message.get("caption") or ""))
    return IncomingMessage(
        conversation,
        str(message["message_id"]),
        kind,
        text[:LONGEST_TEXT],
        arrived,
        beside=caption,
        given=photo if kind is Kind.PHOTO else "",
    )


def is_mentioned(message: dict[str, Any], text: str) -> bool:
    """Whether the words call somebody. Zalo hands over only messages of a group that call the bot, or answer it."""
    return bool(message.get("mentions")) or re.search(r"(?:^|\s)@\S", text) is not None


def without_mention(text: str, names: Sequence[str]) -> str:
    """The words without the bot's name, where it is known; else without the sign."""
    for name in names:
        text = re.sub(rf"(?:^|\s)@{re.escape(name)}(?=\W|$)", " ", text, flags=re.IGNORECASE)
    return re.sub(r"(^|\s)@(?=\S)", r"\1", text).strip()
