"""Zalo Official Account: events come in by webhook, replies go out through the Open API."""

from __future__ import annotations

from typing import Optional

import structlog

from bot.connector import Connector
from bot.settings import Settings
from bot.storage.turns import Turns
from connectors.zalo_oa.connector import ZaloOA

log = structlog.get_logger(__name__)

NEEDED = ("zalo_oa_app_id", "zalo_oa_app_secret")


def connect(settings: Settings, turns: Turns) -> Optional[Connector]:
    """The connector, or None without ZALO_OA_APP_ID and ZALO_OA_APP_SECRET.

    Without ZALO_OA_SECRET_KEY it only answers the console's probe: Zalo shows that key after it has got an answer.
    """
    missing = [name.upper() for name in NEEDED if not getattr(settings, name)]
    if not missing:
        return ZaloOA(settings, turns)
    if len(missing) < len(NEEDED):
        log.warning("the Zalo Official Account is off", missing=missing)
    return None
