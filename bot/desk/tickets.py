"""Tickets: conversations that citizens wanted a person for, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Optional

SILENCE = timedelta(minutes=30)
"""After a person's last words, or the first words of a citizen that wait for theirs, the bot answers again."""

FORGOTTEN_AFTER = timedelta(days=3)
"""A ticket that waited for the citizen for so long is closed without a word."""


class Stage(str, Enum):
    """Where a ticket stands; the queue's four lists."""

    NEW = "new"  # nobody has it: mới
    HELD = "held"  # an operator has it and the citizen waits: của tôi
    WAITING = "waiting"  # the operator has answered: đang chờ dân
    CLOSED = "closed"  # đã đóng


class Deed(str, Enum):
    """What happened to a ticket."""

    CLAIMED = "claimed"
    REJOINED = "rejoined"  # the operator wrote again after the bot had come back
    REPLIED = "replied"
    NOTED = "noted"
    TRANSFERRED = "transferred"
    HANDED = "handed"  # to a colleague
    GIVEN_BACK = "given_back"  # to the queue
    TIMED_OUT = "timed_out"  # the bot came back after SILENCE
    CLOSED = "closed"


DEED_NAMES = {
    Deed.CLAIMED: "nhận phiếu",
    Deed.REJOINED: "trả lời tiếp",
    Deed.REPLIED: "trả lời",
    Deed.NOTED: "ghi chú",
    Deed.TRANSFERRED: "chuyển phiếu",
    Deed.HANDED: "giữ phiếu được chuyển",
    Deed.GIVEN_BACK: "trả phiếu về danh sách mới",
    Deed.TIMED_OUT: "quá 30 phút, trợ lý trả lời lại",
    Deed.CLOSED: "đóng phiếu",
}


@dataclass(frozen=True)
class Ticket:
    """One ticket. `holder` is the name of the operator who has it; `team` the id of the team it belongs to."""

    id: int
    conversation: str
    stage: Stage
    reason: str
    question: str
    guide: Optional[str]
    province: Optional[str]
    team: Optional[int]
    operator: Optional[int]
    holder: str
    opened_at: datetime
    answered_at: Optional[datetime]
    last_at: datetime
    closed_at: Optional[datetime]
    quiet_until: Optional[datetime] = None

    @property
    def connector(self) -> str:
        """The platform the citizen is on."""
        return self.conversation.partition(":")[0]

    @property
    def attended(self) -> bool:
        """Whether a person answers now, and the bot is silent."""
        return self.quiet_until is not None and self.stage in (Stage.HELD, Stage.WAITING)


@dataclass(frozen=True)
class Event:
    """One thing that happened to a ticket; `message_id` is that of the message that told the citizen."""

    at: datetime
    who: str
    deed: Deed
    text: str
    message_id: Optional[str]
