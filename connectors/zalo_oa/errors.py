"""What the `error` codes of the Open API mean for a reply: renew the token, later, never, or a person has to act.

Codes: the error table of developers.zalo.me and the SDKs' constants. They come with HTTP status 200.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.errors import BotError, CannotReach, SendError, SendLater
from connectors.zalo_oa.waiting import Waits

TOKEN_REFUSED = frozenset((-216, -220, -124))

ATTACHMENT_EXPIRED = -100

NOT_UNDERSTOOD = frozenset((-201, -233))
"""A parameter, or a kind of message, that this account may not use: plain text may still pass."""

RATE, NIGHT, QUOTA = -32, -234, -211

UNREACHABLE = frozenset((-213, -217, -218, -227, -230, -232, -237, -238, -241, -244))
"""The citizen: not following, blocked, silent for 7 days, never wrote, restricted this kind of message."""

OUR_FAULT = frozenset((-201, -210, -214, -233, -240, -249, ATTACHMENT_EXPIRED))

_GRANT = "run `bot zalo login` and let an administrator of the Official Account grant access to this app"
_PACKAGE = "the account's package must include OpenAPI (from Growth up): see oa.zalo.me, then wait for the next message"
_ACCOUNT = "see the account's state at oa.zalo.me"
_MONEY = "fill up the Zalo Cloud Account that belongs to the Official Account"

ADVICE: dict[int, str] = {
    -209: "activate the app at developers.zalo.me",
    -212: "register the app for the Official Account API at developers.zalo.me",
    -219: "the app was removed: see developers.zalo.me",
    -223: _GRANT,
    -221: f"the Official Account must be verified, and {_PACKAGE}",
    -224: _PACKAGE,
    -204: _ACCOUNT,
    -205: _ACCOUNT,
    -235: _ACCOUNT,
    -216: f"Zalo refuses a token that it has just issued: {_GRANT}",
    -220: f"Zalo refuses a token that it has just issued: {_GRANT}",
    -242: "compare ZALO_OA_APP_SECRET with developers.zalo.me",
    QUOTA: "the account's messages are used up: buy more at oa.zalo.me, or wait for the next period",
    -248: "Zalo finds a message against its policy: read its text, and the account's notices at oa.zalo.me",
    -320: _MONEY,
    -321: _MONEY,
}
"""What a person has to do, by code."""

VIETNAM = timezone(timedelta(hours=7))
DAY_BEGINS = 6
"""The hour until which nothing but answers may be sent."""


class ApiError(BotError):
    """The Open API refused a call."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"Zalo answers {code}: {message[:120]}")
        self.code = code


def send_error(error: ApiError, waits: Waits) -> SendError:
    """SendLater when Zalo may take the reply later, CannotReach when it never will."""
    code, what = error.code, str(error)
    if code in UNREACHABLE or code in OUR_FAULT or code == -248:
        return CannotReach(what)
    if code == RATE:
        return SendLater(what, retry_in=waits.rate)
    if code == NIGHT:
        return SendLater(what, retry_in=seconds_until_morning(datetime.now(VIETNAM)))
    if code in ADVICE:
        return SendLater(what, retry_in=waits.person)
    return SendLater(what)


def seconds_until_morning(now: datetime) -> float:
    """Until the next time that it is DAY_BEGINS o'clock in Vietnam."""
    morning = now.astimezone(VIETNAM).replace(hour=DAY_BEGINS, minute=0, second=0, microsecond=0)
    return ((morning - now).total_seconds() - 1) % 86400 + 1
