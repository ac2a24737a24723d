"""What the Bot Platform's errors mean. They come as `{"ok":false}` with HTTP status 200, or as a page with another."""

from __future__ import annotations

from bot.errors import BotError, CannotReach, SendError, SendLater
from connectors.zalo_bot.waiting import Waits

NOTHING_NEW = 408
"""The answer to a call for updates when nobody wrote meanwhile."""

TOKEN_REFUSED, DAY_USED_UP, MONTH_USED_UP = 401, 426, 429

NEVER = frozenset((400, 404, 413))
"""The chat is unknown, or the message is one that Zalo does not take."""

ADVICE: dict[int, str] = {
    TOKEN_REFUSED: (
        "Zalo refuses the bot's token: compare ZALO_BOT_TOKEN with the one that Zalo Bot Manager shows,"
        " and see that ZALO_BOT_API_URL is right; then restart"
    ),
    MONTH_USED_UP: (
        "the bot's messages of this month are used up (3,000 in the Basic package): citizens get no answer until the"
        " next month, or a larger package"
    ),
}
"""What a person has to do, by code."""


class ApiError(BotError):
    """The Bot Platform refused a call."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"Zalo answers {code}: {description[:120]}")
        self.code = code


def send_error(error: ApiError, waits: Waits) -> SendError:
    """SendLater when Zalo may take the reply later, CannotReach when it never will."""
    if error.code in NEVER:
        return CannotReach(str(error))
    if error.code == TOKEN_REFUSED:
        return SendLater(str(error), retry_in=waits.person)
    if error.code in (MONTH_USED_UP, DAY_USED_UP):
        return SendLater(str(error), retry_in=waits.quota)
    return SendLater(str(error))
