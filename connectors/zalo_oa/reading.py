"""The events of an Official Account, read: which message of which citizen, and of what kind.

Fields and names of events: developers.zalo.me, section Webhook of the Official Account API.
"""

from __future__ import annotations

import hashlib
from typing import Any, Optional

import structlog

from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.text import fold, storable
from connectors.zalo_oa.addresses import anonymous, person
from connectors.zalo_oa.events import FOLLOWED, KINDS, STAFF, WITHDRAWN, asks_for_nothing
from connectors.zalo_oa.words import tapped

log = structlog.get_logger(__name__)

RELEASE = ("bot", "trolyso", "tro ly so")
"""What staff write after a # in the account's own inbox to let the bot answer again."""

GREETING = "/start"

LONGEST_DELAY = 3 * 3600.0
"""Seconds. Zalo delivers again for 1 h 50 min; an event that says it is older than this has a made-up time."""

Event = dict[str, Any]


def read_event(event: Event, body: bytes, arrived: float) -> Optional[IncomingMessage]:
    """The message in an event; None for what asks for no answer, and for names we do not know."""
    name = str(event.get("event_name", ""))
    try:
        message = _read(name, event, body, arrived)
    except (AttributeError, KeyError, TypeError) as error:  # a field is missing, or of another type
        log.warning("event left out: it lacks what Zalo promises", name=name, error=type(error).__name__)
        return None
    if message is None and name not in STAFF and not asks_for_nothing(name):
        log.info("event left out: its name is not known", name=name[:60])
    return message


def _read(name: str, event: Event, body: bytes, arrived: float) -> Optional[IncomingMessage]:
    if name in KINDS:
        return _read_message(name, event, body, arrived)
    if name in STAFF:
        return _read_staff(event, body, arrived)
    if name == FOLLOWED:
        return _happened(person(event["follower"]["id"]), Kind.TEXT, body, arrived, GREETING)
    if name == WITHDRAWN:
        user = event.get("user_id") or event["sender"]["id"]
        return _happened(person(user), Kind.WITHDRAWN, body, _said_at(event, arrived))
    return None


def _read_message(name: str, event: Event, body: bytes, arrived: float) -> IncomingMessage:
    message = event["message"]
    sender = event["sender"]["id"]
    conversation = person(sender)
    if name.startswith("anonymous"):
        conversation = anonymous(sender, message["conversation_id"])
    text = storable(message.get("text") or "")
    kind = KINDS[name]
    parts = [one.get("payload") or {} for one in message.get("attachments") or []]
    addresses = [str(part.get("url") or "") for part in parts]
    if kind is not Kind.TEXT or not text:
        # What stands beside a picture is only looked at for links: it may be an identity card's number.
        photo = addresses[0] if kind is Kind.PHOTO and addresses else ""
        shown = text if kind is Kind.PHOTO else " ".join([text, *addresses])
        kind = Kind.OTHER if kind is Kind.TEXT and not any(addresses) else kind
        return IncomingMessage(conversation, _id(event, body), kind, "", arrived, beside=shown, given=photo)
    payload = tapped(text)
    if payload is not None:
        return IncomingMessage(conversation, _id(event, body), Kind.BUTTON, payload, arrived)
    beside = " ".join(addresses)
    return IncomingMessage(conversation, _id(event, body), Kind.TEXT, text[:LONGEST_TEXT], arrived, beside=beside)


def _read_staff(event: Event, body: bytes, arrived: float) -> Optional[IncomingMessage]:
    """A person of the account wrote to a citizen; without `admin_id` it is the echo of what we sent ourselves."""
    if not event["sender"].get("admin_id"):
        return None
    message = event["message"]
    conversation = person(event["recipient"]["id"])
    if str(event["event_name"]).startswith("oa_send_anonymous"):
        conversation = anonymous(event["recipient"]["id"], message["conversation_id"])
    text = message.get("text") or ""
    released = text.strip().startswith("#") and fold(text) in RELEASE
    kind = Kind.RELEASED if released else Kind.TAKEN_OVER
    return IncomingMessage(conversation, _id(event, body), kind, "", arrived)


def _happened(conversation: str, kind: Kind, body: bytes, at: float, text: str = "") -> IncomingMessage:
    return IncomingMessage(conversation, _digest(body), kind, text, at)


def _id(event: Event, body: bytes) -> str:
    return str(event["message"].get("msg_id") or _digest(body))


def _digest(body: bytes) -> str:
    """The same for an event that is delivered again: its body is identical then."""
    return hashlib.sha256(body).hexdigest()[:32]


def _said_at(event: Event, arrived: float) -> float:
    """When it happened, in seconds; Zalo's time stamps are in milliseconds."""
    try:
        at = float(event["timestamp"]) / 1000
    except (KeyError, TypeError, ValueError):
        return arrived
    return at if arrived - LONGEST_DELAY < at < arrived else arrived
