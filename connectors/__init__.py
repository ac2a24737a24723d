"""Connectors: one module per platform. To add one: write its module, add its line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from bot.connector import Connector
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors import telegram, web, zalo_bot, zalo_oa

CONNECTORS: list[Callable[[Settings, Turns], Optional[Connector]]] = [
    telegram.connect,
    zalo_oa.connect,
    zalo_bot.connect,
    web.connect,
]
"""Each gives its connector, or None when its settings are missing: then the feature is off."""


def open_connectors(settings: Settings, turns: Turns) -> dict[str, Connector]:
    """The connectors that are switched on, by name."""
    found = [connect(settings, turns) for connect in CONNECTORS]
    return {connector.name: connector for connector in found if connector is not None}
