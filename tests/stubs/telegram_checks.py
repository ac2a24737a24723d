"""What Telegram's servers refuse: limits as the library knows them, reasons in the servers' words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import urlsplit

from aiohttp import web
from telegram.constants import (
    SUPPORTED_WEBHOOK_PORTS,
    BotCommandLimit,
    CallbackQueryLimit,
    ChatAction,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
    UpdateType,
    WebhookLimit,
)

from tests.stubs.telegram_html import CannotParse, read_html, units

Parameters = Mapping[str, str]
Entities = list[dict[str, Any]]

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_COMMAND = re.compile(r"[a-z0-9_]+")


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.answer["parameters"] = parameters

    def response(self) -> web.Response:
        """As Telegram answers."""
        return web.json_response(self.answer, status=self.status)


def bad(description: str) -> Refused:
    """A 400."""
    return Refused(400, f"Bad Request: {description}")


async def read_form(request: web.Request) -> dict[str, str]:
    """The parameters of a call; a body must be a form."""
    if request.can_read_body and request.content_type not in FORMS:
        raise bad(f"unexpected content type {request.content_type}")
    form = await request.post()
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def read_files(request: web.Request) -> dict[str, bytes]:
    """The files of a call, by the name of their field."""
    files = {name: value for name, value in (await request.post()).items() if isinstance(value, web.FileField)}
    if any(not field.filename for field in files.values()):
        raise bad("a file without a name")
    return {name: _read(field) for name, field in files.items()}


def _read(field: web.FileField) -> bytes:
    with field.file:
        return bytes(field.file.read())


def number(parameters: Parameters, name: str, least: int, most: int, default: int) -> int:
    """A whole number within its limits."""
    given = parameters.get(name, str(default))
    if not re.fullmatch(r"-?\d+", given) or not least <= int(given) <= most:
        raise bad(f"{name} must be a number from {least} to {most}")
    return int(given)


def read_json(parameters: Parameters, name: str) -> Any:
    """A parameter that is JSON; None when it is missing."""
    if name not in parameters:
        return None
    try:
        return json.loads(parameters[name])
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None


def words(parameters: Parameters, name: str) -> tuple[str, Entities]:
    """A text or caption and its entities, within the limit that counts after parsing."""
    source = parameters.get(name, "")
    mode = parameters.get("parse_mode", "")
    if mode not in ("", "HTML"):
        raise bad("unsupported parse_mode")
    try:
        text, entities = read_html(source) if mode else (source, [])
    except CannotParse as reason:
        raise bad(f"can't parse entities: {reason}") from None
    limit = MessageLimit.MAX_TEXT_LENGTH if name == "text" else MessageLimit.CAPTION_LENGTH
    if name == "text" and len(text.strip()) < MessageLimit.MIN_TEXT_LENGTH:
        raise bad("message text is empty")
    if units(text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    if len(entities) > MessageLimit.MESSAGE_ENTITIES:
        raise bad("too many entities")  # Telegram ignores what is over; a test should know
    return text.strip(), entities


def keyboard(parameters: Parameters) -> Optional[dict[str, Any]]:
    """The inline keyboard, checked button by button."""
    markup = read_json(parameters, "reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")
    rows = markup["inline_keyboard"]
    if sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise bad("reply markup is too long")
    if any(not 1 <= len(row) <= InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in rows):
        raise bad("wrong number of buttons in a row")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return {"inline_keyboard": rows}


def _check_button(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if set(button) != {"text", "callback_data"}:
        raise bad("can't parse inline keyboard button: exactly one action is expected")
    size = len(button["callback_data"].encode())
    if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")


def webhook_url(parameters: Parameters) -> str:
    """HTTPS on Telegram's ports; plain HTTP on loopback passes, since tests have no certificate."""
    url = parameters.get("url", "")
    parts = urlsplit(url)
    if not url or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):
        return url
    if parts.scheme != "https" or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in SUPPORTED_WEBHOOK_PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return url


def secret(parameters: Parameters) -> str:
    """The secret token; empty without one."""
    given = parameters.get("secret_token", "")
    if len(given) > WebhookLimit.MAX_SECRET_TOKEN_LENGTH:
        raise bad("secret token is too long")
    if not _SECRET.fullmatch(given):
        raise bad("secret token contains unallowed characters")
    return given


def allowed_updates(parameters: Parameters) -> Optional[list[str]]:
    """The kinds of update asked for; None keeps what was asked for before."""
    kinds = read_json(parameters, "allowed_updates")
    if kinds is not None and not set(kinds) <= {str(kind.value) for kind in UpdateType}:
        raise bad("unknown kind of update in allowed_updates")  # Telegram ignores it; a test should know
    return kinds  # type: ignore[no-any-return]  # a list, checked above


def commands(parameters: Parameters) -> list[dict[str, str]]:
    """The commands of a menu."""
    found: list[dict[str, str]] = read_json(parameters, "commands") or []
    if len(found) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for entry in found:
        name, description = entry["command"], entry["description"]
        if not _COMMAND.fullmatch(name) or len(name) > BotCommandLimit.MAX_COMMAND:
            raise bad("BOT_COMMAND_INVALID")
        if not BotCommandLimit.MIN_DESCRIPTION <= len(description) <= BotCommandLimit.MAX_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return found


def language(parameters: Parameters) -> str:
    """Two letters, or empty for everybody else."""
    code = parameters.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def action(parameters: Parameters) -> str:
    """What the bot seems to be doing."""
    given = parameters.get("action", "")
    if given not in {str(known.value) for known in ChatAction}:
        raise bad("wrong parameter action in request")
    return given


def tap_answer(parameters: Parameters) -> str:
    """The text shown after a tap."""
    text = parameters.get("text", "")
    if len(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad("MESSAGE_TOO_LONG")
    return text
