"""The citizens' side of the stub: what each chat sees, and the calls of the bot that change it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Optional

from tests.stubs import telegram_checks as checks
from tests.stubs.telegram_checks import Parameters, Refused, bad
from tests.stubs.telegram_updates import BOT_USER, Update, Updates, private_chat


@dataclass(frozen=True)
class Sent:
    """One message a citizen sees: its text without markup, its buttons row by row as (title, data)."""

    chat_id: int
    text: str
    html: str
    buttons: list[list[tuple[str, str]]]
    picture: Optional[str]
    message: dict[str, Any] = field(repr=False)
    file: Optional[bytes] = field(default=None, repr=False)
    """What was uploaded: a picture or a document."""
    at: float = field(default_factory=time.monotonic, repr=False, compare=False)


class Chats:
    """All private chats of the bot."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        """Ids of the taps that were answered."""
        self.typing: list[int] = []
        """Chats that saw "typing"."""
        self.commands: dict[str, list[dict[str, str]]] = {}
        """Menus by language; "" is everybody else's."""
        self.blocked: set[int] = set()
        """Chats whose citizen blocked the bot."""
        self.broken_pictures: set[str] = set()
        """Addresses from which Telegram cannot load a picture."""
        self.photos: dict[str, bytes] = {}
        """What citizens sent, by file id."""
        self.fetched: list[str] = []
        """Ids of the photos that the bot loaded."""
        self.uploaded: dict[str, bytes] = {}
        """The files of the call in hand."""
        self.updates = Updates()
        self._chats: set[int] = set()
        self._taps: set[str] = set()

    def meet(self, update: Update) -> None:
        """Only who wrote to the bot can be written to, and only taps that happened can be answered."""
        tap = update.get("callback_query", {})
        if "id" in tap:
            self._taps.add(tap["id"])
        chat = update.get("message", tap.get("message", {})).get("chat", {})
        if "id" in chat:
            self._chats.add(chat["id"])

    async def replies(self, chat_id: int, count: int, within: float = 10.0) -> list[Sent]:
        """All that a chat has seen, as soon as it is at least `count` messages."""
        until = time.monotonic() + within
        while len(found := [sent for sent in self.sent if sent.chat_id == chat_id]) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} messages within {within} s: {found}"
            await asyncio.sleep(0.005)
        return found

    def send_message(self, parameters: Parameters) -> dict[str, Any]:
        """sendMessage."""
        chat_id = self._chat(parameters)
        text, entities = checks.words(parameters, "text")
        preview = checks.read_json(parameters, "link_preview_options")
        content = {"text": text, "entities": entities or None, "link_preview_options": preview}
        return self._show(chat_id, parameters, text, parameters["text"], content)

    def send_photo(self, parameters: Parameters) -> dict[str, Any]:
        """sendPhoto, by the picture's address or as an upload."""
        chat_id = self._chat(parameters)
        caption, entities = checks.words(parameters, "caption")
        url = parameters.get("photo", "upload://" if "photo" in self.uploaded else "")
        if "photo" in self.uploaded:
            if not self.uploaded["photo"].startswith((b"\x89PNG", b"\xff\xd8\xff")):
                raise bad("IMAGE_PROCESS_FAILED")
        elif not url.startswith(("https://", "http://")):
            raise bad("there is no photo in the request")
        if url in self.broken_pictures:
            raise bad("failed to get HTTP URL content")
        photo = [{"file_id": "AgACAgQ", "file_unique_id": "AQADBA", "width": 90, "height": 67, "file_size": 1101}]
        content = {"photo": photo, "caption": caption or None, "caption_entities": entities or None}
        return self._show(chat_id, parameters, caption, parameters.get("caption", ""), content, url)

    def send_document(self, parameters: Parameters) -> dict[str, Any]:
        """sendDocument, as an upload only."""
        chat_id = self._chat(parameters)
        if not self.uploaded.get("document"):
            raise bad("there is no document in the request")
        document = {"document": {"file_id": "BQACAgQ", "file_unique_id": "AgADBA", "mime_type": "application/pdf"}}
        return self._show(chat_id, parameters, "", "", document)

    def get_file(self, parameters: Parameters) -> dict[str, Any]:
        """getFile: the path of a photo that a citizen sent."""
        file_id = parameters.get("file_id", "")
        if file_id not in self.photos:
            raise bad("invalid file_id")
        size = len(self.photos[file_id])
        return {"file_id": file_id, "file_unique_id": "B", "file_size": size, "file_path": file_id}

    def _show(
        self,
        chat_id: int,
        parameters: Parameters,
        text: str,
        html: str,
        content: dict[str, Any],
        picture: Optional[str] = None,
    ) -> dict[str, Any]:
        markup = checks.keyboard(parameters)
        message = {
            "message_id": self.updates.next_message_id(),
            "from": BOT_USER,
            "chat": private_chat(chat_id),
            "date": int(time.time()),
            **{name: value for name, value in content.items() if value is not None},
            **({"reply_markup": markup} if markup else {}),
        }
        rows = markup["inline_keyboard"] if markup else []
        buttons = [[(button["text"], button["callback_data"]) for button in row] for row in rows]
        file = next(iter(self.uploaded.values()), None)
        self.sent.append(Sent(chat_id, text, html, buttons, picture, message, file))
        return message

    def send_chat_action(self, parameters: Parameters) -> bool:
        """sendChatAction."""
        chat_id = self._chat(parameters)
        if checks.action(parameters) == "typing":
            self.typing.append(chat_id)
        return True

    def answer_callback_query(self, parameters: Parameters) -> bool:
        """answerCallbackQuery, once a tap."""
        tap = parameters.get("callback_query_id", "")
        checks.tap_answer(parameters)
        if tap not in self._taps or tap in self.answered:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.answered.append(tap)
        return True

    def set_commands(self, parameters: Parameters) -> bool:
        """setMyCommands."""
        self.commands[checks.language(parameters)] = checks.commands(parameters)
        return True

    def _chat(self, parameters: Parameters) -> int:
        """The chat to write to: its citizen must have written first, and not blocked the bot."""
        given = parameters.get("chat_id", "")
        if not given.lstrip("-").isdigit() or int(given) not in self._chats:
            raise bad("chat not found")
        if int(given) in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return int(given)
