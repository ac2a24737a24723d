"""A reply laid out for Telegram: HTML, texts split at its limit, buttons in rows."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

from bot.messages import Button, Reply
from connectors.splitting import split, units

log = structlog.get_logger(__name__)

SHORT_TITLE = 14
"""Characters. Two buttons whose titles are no longer share a row on a small screen."""

LONGEST_TITLE = 256
"""UTF-16 units. What is longer is not set in bold but read as text, and split with it."""

CHOOSE = "Mời bác chọn:"
"""Above buttons that come without a text: Telegram takes no message without one."""


@dataclass(frozen=True)
class Part:
    """One Telegram message of a reply."""

    text: str
    title: Optional[str] = None
    keyboard: Optional[InlineKeyboardMarkup] = None

    @property
    def html(self) -> str:
        """With the title in bold, everything escaped."""
        return self._below(f"<b>{html.escape(self.title, quote=False)}</b>" if self.title else "", escape=True)

    @property
    def plain(self) -> str:
        """Without any markup."""
        return self._below(self.title or "", escape=False)

    def _below(self, title: str, escape: bool) -> str:
        text = html.escape(self.text, quote=False) if escape else self.text
        return "\n\n".join(filter(None, [title, text]))


def lay_out(reply: Reply) -> list[Part]:
    """The messages that a reply's words and buttons take; none when it has neither. The last one has the buttons."""
    title, text = (reply.title or "").strip(), reply.text.strip()
    if units(title) > LONGEST_TITLE:
        title, text = "", f"{title}\n\n{text}".strip()
    buttons = keyboard(reply.buttons)
    if not title and not text:
        return [Part(CHOOSE, keyboard=buttons)] if buttons else []
    limit = int(MessageLimit.MAX_TEXT_LENGTH)
    texts = split(text, limit - units(f"{title}\n\n" if title else ""), limit)
    last = len(texts) - 1
    return [
        Part(words, (title or None) if number == 0 else None, buttons if number == last else None)
        for number, words in enumerate(texts)
    ]


def keyboard(buttons: Sequence[Button]) -> Optional[InlineKeyboardMarkup]:
    """The buttons in rows of one, or of two when both titles are short; None without buttons."""
    rows: list[list[Button]] = []
    for button in [button for button in buttons if _fits(button)][: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]:
        if rows and len(rows[-1]) == 1 and max(len(rows[-1][0].title), len(button.title)) <= SHORT_TITLE:
            rows[-1].append(button)
        else:
            rows.append([button])
    drawn = [[InlineKeyboardButton(button.title, callback_data=button.payload) for button in row] for row in rows]
    return InlineKeyboardMarkup(drawn) if drawn else None


def _fits(button: Button) -> bool:
    size = len(button.payload.encode())
    fits = 1 <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA and bool(button.title.strip())
    if not fits:
        # Telegram would refuse the whole message for it.
        log.error("button left out: empty, or a payload over 64 bytes", title=button.title, payload=button.payload)
    return fits
