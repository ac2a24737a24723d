"""Zalo Bot Platform: updates come in by webhook or long polling, replies go out as texts and pictures."""

from __future__ import annotations

from typing import Optional

from bot.connector import Connector
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors.zalo_bot.connector import ZaloBot


def connect(settings: Settings, turns: Turns) -> Optional[Connector]:
    """The connector, or None without a ZALO_BOT_TOKEN."""
    return ZaloBot(settings, turns) if settings.zalo_bot_token else None
