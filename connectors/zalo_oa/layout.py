"""A reply as the Open API takes it: text, buttons, a picture. Format: the PHP SDK's MessageBuilder."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bot.messages import Button, Reply
from connectors.packing import Limits
from connectors.zalo_oa.words import title_of, words_of

LIMITS = Limits(text=2000, buttons=5)
"""A longer text is refused as a whole (-210). How Zalo counts is not documented: UTF-16 units are safe."""

WITHOUT_BUTTONS = Limits(text=2000)


def text_message(reply: Reply) -> dict[str, Any]:
    """The `message` of a reply that is one message, without its picture."""
    message: dict[str, Any] = {"text": unicodedata.normalize("NFC", reply.text)}
    if reply.buttons:
        buttons = [_button(button) for button in reply.buttons]
        message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return message


def picture_message(reply: Reply, attachment_id: str) -> dict[str, Any]:
    """The `message` of a reply with a picture that was uploaded."""
    element = {"media_type": "image", "attachment_id": attachment_id}
    payload = {"template_type": "media", "elements": [element]}
    words = {"text": unicodedata.normalize("NFC", reply.text)} if reply.text else {}
    return {**words, "attachment": {"type": "template", "payload": payload}}


def _button(button: Button) -> dict[str, Any]:
    kind, payload = "oa.query.show", words_of(button)
    opened: dict[str, str] = {}
    if button.payload.startswith("https://"):
        kind, opened = "oa.open.url", {"url": button.payload}
    elif button.payload.startswith("tel:"):
        kind, opened = "oa.open.phone", {"phone_code": phone_code(button.payload)}
    return {"title": title_of(button), "type": kind, "payload": opened or payload}


def phone_code(tel: str) -> str:
    """`tel:0912 345 678` → `84912345678`; short numbers and hotlines (113, 1900…) stay as they are."""
    digits = re.sub(r"\D", "", tel)
    return f"84{digits[1:]}" if digits.startswith("0") else digits
