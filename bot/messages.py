"""What comes in and what goes out, the same for every platform."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any, Optional

LONGEST_TEXT = 2000
"""Characters of a citizen's message that are read; the rest is cut off."""


class Kind(str, Enum):
    """What a citizen sent, or what happened to their conversation."""

    TEXT = "text"
    BUTTON = "button"
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    LOCATION = "location"
    FILE = "file"
    OTHER = "other"
    TAKEN_OVER = "taken_over"  # a person answers from now on: the bot keeps quiet
    RELEASED = "released"  # the bot may answer again
    WITHDRAWN = "withdrawn"  # the citizen wants their data deleted
    FROM_DESK = "from_desk"  # words of the help desk for the citizen


HAPPENED = (Kind.TAKEN_OVER, Kind.RELEASED, Kind.WITHDRAWN, Kind.FROM_DESK)
"""The kinds that are not a citizen's message."""


@dataclass(frozen=True)
class IncomingMessage:
    """One message of a citizen.

    `conversation` is `<connector>:<platform's chat id>`; `id` is unique within the conversation, so that a delivery
    repeated by the platform is recognised; `text` is a button's payload when `kind` is BUTTON; `sent_at` is in
    seconds since 1970; `removed` names the kinds of personal data that the gateway took out of the text; `title` stands
    above words of the help desk.
    """

    conversation: str
    id: str
    kind: Kind
    text: str = ""
    sent_at: float = 0.0
    removed: tuple[str, ...] = ()
    title: str = ""

    @property
    def connector(self) -> str:
        """The name of the connector it came through."""
        return self.conversation.partition(":")[0]

    @property
    def address(self) -> str:
        """The platform's own id of the chat."""
        return self.conversation.partition(":")[2]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for the queue."""
        return {**asdict(self), "kind": self.kind.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> IncomingMessage:
        """The opposite of `to_json`."""
        return cls(**{**data, "kind": Kind(data["kind"]), "removed": tuple(data["removed"])})


@dataclass(frozen=True)
class Button:
    """A choice the citizen can tap; `payload` is what comes back.

    Zalo can also open a payload of the form `https://…` or `tel:…` on the citizen's phone.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to a citizen: plain text, an optional title above it, buttons below it, an optional picture."""

    text: str
    title: Optional[str] = None
    buttons: tuple[Button, ...] = field(default_factory=tuple)
    picture: Optional[str] = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """The opposite of `to_json`."""
        return cls(**{**data, "buttons": tuple(Button(**button) for button in data["buttons"])})
