"""The web chat's calls, read: whose they are, and what they say."""

from __future__ import annotations

import hashlib
import json
import re
import time
from typing import Any, Optional

from aiohttp import web

from bot.errors import Malformed
from bot.messages import LONGEST_TEXT, IncomingMessage, Kind
from bot.text import storable

COOKIE, COOKIE_DAYS = "chat", 400
"""Its name, and the longest life that browsers give one."""

LARGEST_BODY = 16 * 1024
"""Bytes of a message's body; a larger one is answered 413."""

LONGEST_PAYLOAD = 256
"""Characters of a button's payload; ours stay under 64 bytes."""

MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_OUR_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_of(request: web.Request) -> Optional[str]:
    """The citizen's cookie; None without one of ours."""
    cookie = request.cookies.get(COOKIE, "")
    return cookie if _OUR_COOKIE.fullmatch(cookie) else None


def conversation_of(cookie: str) -> str:
    """The conversation's id: a digest, so that who reads the database cannot take over a conversation."""
    return "web:" + hashlib.sha256(cookie.encode()).hexdigest()[:32]


async def read_body(request: web.Request) -> bytes:
    """Raises HTTPRequestEntityTooLarge as soon as too much has arrived."""
    body = b""
    async for part in request.content.iter_chunked(LARGEST_BODY):
        body += part
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    return body


def parse_message(conversation: str, body: bytes) -> IncomingMessage:
    """The message of `{"id", "text"}` or `{"id", "payload"}`. Raises Malformed."""
    try:
        fields: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("id"), str) or not MESSAGE_ID.fullmatch(fields["id"]):
        raise Malformed("no id of 1-64 letters, digits and -")
    if ("text" in fields) == ("payload" in fields):
        raise Malformed("either a text or a payload")
    kind = Kind.BUTTON if "payload" in fields else Kind.TEXT
    text = fields["payload"] if kind is Kind.BUTTON else fields["text"]
    if not isinstance(text, str) or not (text := storable(text)):
        raise Malformed("empty, or not a string")
    if kind is Kind.BUTTON and not (text.startswith("/") and len(text) <= LONGEST_PAYLOAD):
        raise Malformed("a payload begins with /")
    return IncomingMessage(conversation, fields["id"], kind, text[:LONGEST_TEXT], time.time())
