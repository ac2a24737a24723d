"""Updates as Telegram sends them, for a private chat with a citizen."""

from __future__ import annotations

import re
import time
from itertools import count
from typing import Any

Update = dict[str, Any]

BOT_USER: dict[str, Any] = {"id": 7000000001, "is_bot": True, "first_name": "Trợ lý số", "username": "tro_ly_so_bot"}

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}")


def citizen(chat_id: int) -> dict[str, Any]:
    """The person in a private chat, whose id is the chat's."""
    return {
        "id": chat_id,
        "is_bot": False,
        "first_name": "Lan",
        "last_name": "Nguyễn Thị",
        "language_code": "vi",
    }


def private_chat(chat_id: int) -> dict[str, Any]:
    """A citizen's chat with the bot."""
    return {"id": chat_id, "first_name": "Lan", "last_name": "Nguyễn Thị", "type": "private"}


def said(text: str) -> dict[str, Any]:
    """The content of a text message: commands are marked in it."""
    command = _COMMAND.match(text)
    if command is None:
        return {"text": text}
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": command.end()}]}


class Updates:
    """Numbers updates, messages and taps as Telegram does: growing."""

    def __init__(self) -> None:
        self._updates = count(804129301)
        self._messages = count(21)
        self._taps = count(4382940012830001)

    def next_message_id(self) -> int:
        """Of the next message in any chat."""
        return next(self._messages)

    def message(self, chat_id: int, **content: Any) -> Update:
        """A citizen's message with its content's fields: `text`, `photo` …"""
        message = {
            "message_id": self.next_message_id(),
            "from": citizen(chat_id),
            "chat": private_chat(chat_id),
            "date": int(time.time()),
            **content,
        }
        return {"update_id": next(self._updates), "message": message}

    def tap(self, chat_id: int, data: str, message: dict[str, Any]) -> Update:
        """A tap on a button below `message`."""
        tap = {
            "id": str(next(self._taps)),
            "from": citizen(chat_id),
            "message": message,
            "chat_instance": "-6412884736215540919",
            "data": data,
        }
        return {"update_id": next(self._updates), "callback_query": tap}
