"""Telegram's updates, read: which message of which citizen, and of what kind."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Optional

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType, UpdateType

from bot.errors import Malformed
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.text import storable

log = structlog.get_logger(__name__)

NAME = "telegram"

READ = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY)
"""The kinds of update we ask Telegram for."""

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("photo", Kind.PHOTO),
    ("live_photo", Kind.PHOTO),
    ("voice", Kind.VOICE),
    ("audio", Kind.VOICE),
    ("video_note", Kind.VOICE),
    ("sticker", Kind.STICKER),
    ("location", Kind.LOCATION),
    ("animation", Kind.OTHER),  # comes with a document
    ("document", Kind.FILE),
)
"""The fields of a message that tell its kind; the first one that is there counts."""

_NOT_SAID = ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set")
"""Fields of messages in which Telegram tells of a change in the chat; the citizen expects no answer to them."""


def parse_body(body: bytes) -> Any:
    """The JSON of a webhook call. Raises Malformed."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def parse_update(found: Any) -> Optional[Update]:
    """The update, or None when the library cannot read it: then it will not be able to next time either."""
    try:
        return Update.de_json(found)
    except Exception as error:  # it checks nothing and fails in many ways: KeyError, TypeError, AttributeError …
        log.warning("update left out: it lacks what the Bot API promises", error=type(error).__name__)
        return None


def read_update(update: Update, arrived: float) -> Optional[IncomingMessage]:
    """The message in an update; None when it is not one that a citizen sent to us in private."""
    try:
        if update.message is not None:
            return _read_message(update.update_id, update.message, arrived)
        if update.callback_query is not None:
            return _read_tap(update.update_id, update.callback_query, arrived)
    except (AttributeError, TypeError) as error:  # a field is missing, or of another type
        log.warning("update left out: it lacks what the Bot API promises", error=type(error).__name__)
    return None


def _read_message(update_id: int, message: Message, arrived: float) -> Optional[IncomingMessage]:
    if message.chat.type != ChatType.PRIVATE or any(getattr(message, name) for name in _NOT_SAID):
        return None
    text = storable(message.text or "")
    kind = Kind.TEXT if text else next((kind for name, kind in _KINDS if getattr(message, name)), Kind.OTHER)
    if kind is Kind.FILE and _photo(message):
        kind = Kind.PHOTO
    read = _incoming(update_id, message.chat.id, kind, text, arrived)
    return replace(read, beside=_beside(message), given=_photo(message))


def _beside(message: Message) -> str:
    """A caption, and the addresses that hide behind words: looked at for links, never kept."""
    entities = (*(message.entities or ()), *(message.caption_entities or ()))
    return storable(" ".join(filter(None, [message.caption, *(entity.url for entity in entities)])))


def _photo(message: Message) -> str:
    """The id of the photo in its best size, also of one sent as a file."""
    if message.photo:
        return message.photo[-1].file_id
    document = message.document
    return document.file_id if document is not None and (document.mime_type or "").startswith("image/") else ""


def _read_tap(update_id: int, tap: CallbackQuery, arrived: float) -> Optional[IncomingMessage]:
    """A tap below a message that is gone may come without a chat; a private chat has its citizen's id."""
    if not tap.data or (tap.message is not None and tap.message.chat.type != ChatType.PRIVATE):
        return None
    return _incoming(update_id, tap.from_user.id, Kind.BUTTON, storable(tap.data), arrived)


def _incoming(update_id: int, chat: int, kind: Kind, text: str, arrived: float) -> IncomingMessage:
    return IncomingMessage(f"{NAME}:{chat}", f"u{update_id}", kind, text[:LONGEST_TEXT], arrived)
