"""The errors of this project.

BotError
├── SettingsError      the environment or .env holds a value that is wrong; lists every mistake
├── GuideError         a guide file that cannot be served; lists every mistake
├── ModelMissing       no trained model where one is needed
├── DatabaseError      the database cannot be reached or started
├── Unauthentic        a webhook call that does not prove where it comes from
├── Malformed          a webhook call that cannot be read
├── Overloaded         more messages wait than can be answered soon: to be delivered again later
└── SendError          a platform did not take a reply
    ├── SendLater      it may take it later: try again after `retry_in` seconds
    └── CannotReach    it never will: the citizen blocked the bot, or the chat is gone
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


class BotError(Exception):
    """Base of every error this project raises on purpose."""


class SettingsError(BotError):
    """Settings that are there but wrong."""


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in a file, told to the person who edits it."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.what}"


class GuideError(BotError):
    """Guide files that cannot be served."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class ModelMissing(BotError):
    """No trained model was found."""


class DatabaseError(BotError):
    """The database cannot be reached or started."""


class Unauthentic(BotError):
    """A webhook call without a valid proof of where it comes from."""


class Malformed(BotError):
    """A webhook call whose body cannot be read."""


class Overloaded(BotError):
    """More messages wait than can be answered soon."""


class SendError(BotError):
    """A platform did not take a reply."""

    kind = "error"


class SendLater(SendError):
    """The platform may take the reply later."""

    kind = "later"

    def __init__(self, message: str, retry_in: Optional[float] = None) -> None:
        super().__init__(message)
        self.retry_in = retry_in


class CannotReach(SendError):
    """The platform will never take replies for this conversation."""

    kind = "unreachable"
