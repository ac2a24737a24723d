"""The ways in which Telegram fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from tests.stubs.telegram_checks import Refused


@dataclass(frozen=True)
class Fault:
    """How a call fails, in the order of the fields."""

    wait: float = 0.0
    """Seconds before anything is done."""
    refusal: Optional[Refused] = None
    """Not carried out, with this answer."""
    page: str = ""
    """Not carried out: `status` with this page of a proxy in between."""
    status: int = 502
    late: float = 0.0
    """Seconds between carrying out and answering."""
    drop: bool = False
    """Carried out, but the connection is closed instead of an answer."""


def too_many(retry_after: int) -> Fault:
    """429."""
    return Fault(refusal=Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after))


def blocked() -> Fault:
    """403."""
    return Fault(refusal=Refused(403, "Forbidden: bot was blocked by the user"))


def refused(description: str, status: int = 400) -> Fault:
    """A refusal in these words."""
    return Fault(refusal=Refused(status, description))


def server_error(status: int = 500) -> Fault:
    """5xx."""
    return Fault(refusal=Refused(status, "Internal Server Error"))


def error_page(page: str) -> Fault:
    """502 with the HTML page of a proxy in between."""
    return Fault(page=page)


def hang(seconds: float) -> Fault:
    """Takes its time, and does nothing when the bot has hung up meanwhile."""
    return Fault(wait=seconds)


def late(seconds: float) -> Fault:
    """Does it at once, answers later."""
    return Fault(late=seconds)


def drop() -> Fault:
    """The message is accepted, but the connection breaks before the answer."""
    return Fault(drop=True)
