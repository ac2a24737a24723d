"""Telegram: updates come in by webhook or long polling, replies go out through the Bot API."""

from __future__ import annotations

from typing import Optional

from bot.connector import Connector
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors.telegram.connector import Telegram


def connect(settings: Settings, turns: Turns) -> Optional[Connector]:
    """The Telegram connector, or None without a TELEGRAM_BOT_TOKEN."""
    return Telegram(settings) if settings.telegram_bot_token else None
