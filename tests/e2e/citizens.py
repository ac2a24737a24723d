"""A citizen with the Telegram app: writes, taps, sees."""

from __future__ import annotations

from itertools import count

from bot.guides.library import shared_library
from tests.stubs.telegram import TelegramStub
from tests.stubs.telegram_chats import Sent
from tests.stubs.telegram_updates import Update

SOON = 20.0
"""Seconds to wait for what takes a fraction of one on an idle machine."""

_chats = count(730_412_501, 7_919)


class Citizen:
    """One private chat with the bot, its id in use by nobody else."""

    def __init__(self, telegram: TelegramStub) -> None:
        self.chat = next(_chats)
        self._telegram = telegram

    @property
    def conversation(self) -> str:
        """What our database calls the chat."""
        return f"telegram:{self.chat}"

    @property
    def sees(self) -> list[Sent]:
        """All messages of the bot in this chat."""
        return [sent for sent in self._telegram.sent if sent.chat_id == self.chat]

    @property
    def sending_times(self) -> list[float]:
        """When the bot tried to send a message to this chat, on the monotonic clock."""
        return [
            call.at
            for call in self._telegram.calls
            if call.method == "sendMessage" and call.parameters["chat_id"] == str(self.chat)
        ]

    def will_say(self, text: str) -> Update:
        """The update of a text message, to be delivered later, or more than once."""
        update = self._telegram.updates.message(self.chat, text=text)
        self._telegram.meet(update)
        return update

    async def says(self, text: str, replies: int = 1) -> list[Sent]:
        """Writes, waits for this many new messages, gives them."""
        before = len(self.sees)
        await self._telegram.say(self.chat, text)
        return (await self.gets(before + replies))[before:]

    async def taps(self, title: str, replies: int = 1) -> list[Sent]:
        """Taps the button with this title below the newest message that has buttons."""
        before = len(self.sees)
        newest = [sent for sent in self.sees if sent.buttons][-1]
        found = {name: payload for row in newest.buttons for name, payload in row}
        await self._telegram.tap(self.chat, found[title])
        return (await self.gets(before + replies))[before:]

    async def gets(self, messages: int, within: float = SOON) -> list[Sent]:
        """All messages, as soon as they are this many."""
        return await self._telegram.replies(self.chat, messages, within)


def title(guide_id: str) -> str:
    """A guide's title, with which its first page begins."""
    guide = shared_library().find(guide_id)
    assert guide is not None, f"there is no guide {guide_id}"
    return guide.title


def pages(seen: list[Sent]) -> list[str]:
    """The first line of each message."""
    return [sent.text.partition("\n")[0] for sent in seen]
