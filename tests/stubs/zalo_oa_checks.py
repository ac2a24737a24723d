"""What the Open API refuses, with its codes: each limit as strict as the real one, or stricter."""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT, LONGEST_TITLE, LONGEST_PAYLOAD = 2000, 100, 1000
MOST_BUTTONS = 5

Json = dict[str, Any]


class Refused(Exception):
    """An answer with a code; status 200 all the same."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.answer = {"error": code, "message": message}


def bad(message: str) -> Refused:
    """A parameter that is wrong."""
    return Refused(-201, message)


def message(content: Any) -> Json:
    """A message, checked part by part; returns what the citizen sees: text, buttons, attachment_id."""
    if not isinstance(content, dict) or not content or set(content) - {"text", "attachment"}:
        raise bad(f"message: unknown fields {content!r}")
    text = _text(content["text"]) if "text" in content else ""
    if "attachment" not in content:
        if not text:
            raise bad("message is empty")
        return {"text": text, "buttons": [], "attachment_id": None}
    attachment = content["attachment"]
    if set(attachment) != {"type", "payload"} or attachment["type"] != "template":
        raise bad("attachment is invalid")
    payload = attachment["payload"]
    if "template_type" in payload:
        return {"text": text, "buttons": [], "attachment_id": _media(payload)}
    if not text or set(payload) != {"buttons"}:
        raise bad("buttons need a text")
    return {"text": text, "buttons": _buttons(payload["buttons"]), "attachment_id": None}


def _text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise bad("text is empty")
    if len(text) > LONGEST_TEXT:
        raise Refused(-210, "text is too long")
    if unicodedata.normalize("NFC", text) != text:
        raise bad("text must be NFC")  # the real one shows it wrongly on some phones
    return text


def _media(payload: Json) -> str:
    if payload["template_type"] != "media" or set(payload) != {"template_type", "elements"}:
        raise Refused(-233, "unsupported template")
    (element,) = payload["elements"]
    if element.get("media_type") != "image" or set(element) != {"media_type", "attachment_id"}:
        raise bad("element is invalid")
    return str(element["attachment_id"])


def _buttons(buttons: Any) -> list[Json]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise bad("1 to 5 buttons")
    for button in buttons:
        if set(button) != {"title", "type", "payload"}:
            raise bad("button: title, type and payload")
        title = button["title"]
        if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
            raise bad("button: title is invalid")
        _payload(button["type"], button["payload"])
    words = [button["payload"] for button in buttons if button["type"] == "oa.query.show"]
    if len(set(words)) != len(words):
        raise bad("two buttons say the same")  # the real one does not mind; a citizen's tap would be ambiguous
    return buttons


def _payload(kind: str, payload: Any) -> None:
    if kind == "oa.query.show":
        if not isinstance(payload, str) or not 1 <= len(payload) <= LONGEST_PAYLOAD:
            raise bad("oa.query.show: payload is a string of 1-1000 characters")
        if "{" in payload:
            raise bad("oa.query.show: a citizen reads this payload")  # a rule of ours
    elif kind == "oa.open.url":
        if set(payload) != {"url"} or urlsplit(payload["url"]).scheme != "https":
            raise bad("oa.open.url: an https address")
    elif kind == "oa.open.phone":
        if set(payload) != {"phone_code"} or not payload["phone_code"].isdigit() or payload["phone_code"][0] == "0":
            raise bad("oa.open.phone: digits with the country's code")
    else:
        raise bad(f"unknown type {kind}")


def recipient(given: Any) -> str:
    """Who it is for, as we name conversations."""
    if not isinstance(given, dict):
        raise bad("recipient is invalid")
    if set(given) == {"user_id"} and isinstance(given["user_id"], str):
        return given["user_id"]
    if set(given) == {"anonymous_id", "conversation_id"}:
        return f"anonymous/{given['anonymous_id']}/{given['conversation_id']}"
    raise bad("recipient is invalid")
