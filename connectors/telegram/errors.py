"""What Telegram's errors mean for a reply, and how they are told without giving the token away."""

from __future__ import annotations

import os
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.errors import CannotReach, SendError, SendLater

# The library's own switch: without it, it warns at every RetryAfter that the number will become a timedelta.
os.environ["PTB_TIMEDELTA"] = "true"

LONGEST_DESCRIPTION = 200
"""Characters; a proxy in between may answer with a whole page."""

REFUSED_TOKEN = (
    "Telegram refuses the bot's token: compare TELEGRAM_BOT_TOKEN with the one @BotFather shows (/token),"
    " and see that TELEGRAM_API_URL is right; then restart"
)
OTHER_READER = (
    "another program reads this bot's messages (409): stop it, or use one bot per installation,"
    " or set PUBLIC_URL so that messages come by webhook"
)


def asked_wait(error: RetryAfter) -> float:
    """Seconds that Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def describe(error: Exception, token: str) -> str:
    """What happened, in one line that may be logged: an error page in between may quote the address with the token."""
    if not isinstance(error, TelegramError):
        return type(error).__name__
    secret = token.partition(":")[2]
    return f"{type(error).__name__}: {error.message}".replace(secret, "…")[:LONGEST_DESCRIPTION]


def advice(error: Exception) -> str:
    """What a person has to do about it; empty when it passes by itself."""
    if isinstance(error, InvalidToken):
        return REFUSED_TOKEN
    return OTHER_READER if isinstance(error, Conflict) else ""


def send_error(error: TelegramError, token: str, wrong_token_wait: float) -> SendError:
    """SendLater when Telegram may take the reply later, CannotReach when it never will."""
    what = describe(error, token)
    if isinstance(error, RetryAfter):
        return SendLater(what, retry_in=asked_wait(error))
    if isinstance(error, InvalidToken):
        return SendLater(what, retry_in=wrong_token_wait)
    if isinstance(error, (Forbidden, BadRequest, ChatMigrated)):
        return CannotReach(what)
    return SendLater(what)
