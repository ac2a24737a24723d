"""Replies out: the picture, then the words, then the buttons below the last of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Union

from telegram import InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError, TimedOut

from bot.errors import SendLater
from bot.messages import Payment, Reply
from bot.qr import cards
from connectors.telegram.client import Client
from connectors.telegram.layout import Part, lay_out
from connectors.telegram.progress import Progress

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Code:
    """A payment to be drawn, and as what: the name of its file."""

    payment: Payment
    name: str


class Sender:
    """Sends replies as Telegram messages, in order."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._progress = Progress()

    async def send(self, conversation: str, chat: str, reply: Reply) -> None:
        """Sends one reply. Raises CannotReach, or SendLater: then the next try goes on where this one ended."""
        codes = [Code(reply.payment, name) for name in (cards.PICTURE, cards.SHEET)] if reply.payment else []
        pieces: list[Union[str, Part, Code]] = [*filter(None, [reply.picture]), *codes, *lay_out(reply)]
        sent = self._progress.take(conversation, reply)
        try:
            for place, piece in enumerate(pieces[sent:], start=sent + 1):
                if await self._piece(chat, piece):
                    sent = place
        except TelegramError as error:
            problem = self._client.send_error(error)
            if sent and isinstance(problem, SendLater):
                self._progress.keep(conversation, reply, sent)
            # From None: the cause's own text may hold the token.
            raise problem from None

    async def _piece(self, chat: str, piece: Union[str, Part, Code]) -> bool:
        """Whether Telegram took it."""
        if isinstance(piece, str):
            return await self._picture(chat, piece)
        return await (self._code(chat, piece) if isinstance(piece, Code) else self._words(chat, piece))

    async def _code(self, chat: str, code: Code) -> bool:
        """Uploads what was drawn just now: it is nowhere else."""
        if code.name == cards.PICTURE:
            drawn = await asyncio.to_thread(cards.picture, code.payment)
            await self._client.bot.send_photo(chat, InputFile(drawn, code.name), caption=cards.CAPTION)
        else:
            drawn = await asyncio.to_thread(cards.sheet, code.payment)
            await self._client.bot.send_document(chat, InputFile(drawn, code.name))
        return True

    async def _picture(self, chat: str, url: str) -> bool:
        """Whether Telegram took the picture. The words help without it."""
        try:
            await self._client.bot.send_photo(chat, url)
        except (BadRequest, TimedOut) as error:
            self._client.complain("picture left out", error)
            return False
        return True

    async def _words(self, chat: str, part: Part) -> bool:
        try:
            await self._message(chat, part.html, part, ParseMode.HTML)
        except BadRequest as error:
            if "parse entities" not in error.message.lower():
                raise
            self._client.complain("Telegram does not read our HTML, sent without", error)
            await self._message(chat, part.plain, part)
        return True

    async def _message(self, chat: str, text: str, part: Part, parse_mode: Union[ParseMode, None] = None) -> None:
        await self._client.bot.send_message(
            chat, text, parse_mode=parse_mode, reply_markup=part.keyboard, link_preview_options=_NO_PREVIEW
        )
