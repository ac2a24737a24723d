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
    HURRIED = "hurried"  # the first message above the limit: answered once, without being read
    FROM_DESK = "from_desk"  # words of the help desk for the citizen


HAPPENED = (Kind.TAKEN_OVER, Kind.RELEASED, Kind.WITHDRAWN, Kind.HURRIED, Kind.FROM_DESK)
"""The kinds that are not a citizen's message to be read."""


@dataclass(frozen=True)
class SeenLink:
    """A link that came with a message, as `bot.safety` judged it: the verdict's name, and what the citizen is told."""

    verdict: str
    sentence: str


@dataclass(frozen=True)
class IncomingMessage:
    """One message of a citizen.

    `conversation` is `<connector>:<platform's chat id>`; `id` is unique within the conversation, so that a delivery
    repeated by the platform is recognised; `text` is a button's payload when `kind` is BUTTON; `sent_at` is in
    seconds since 1970. The gateway fills in `removed`, the kinds of personal data it took out of the text; `links`;
    and `sealed`, what the conversation had asked for, encrypted. `title` stands above words of the help desk.

    Two fields never leave the process they are in: `beside`, what came with the message and is only looked at for
    links (a caption, the address behind a word), and `given`, what was asked for, in the clear: an account number, the
    platform's name of a photo.
    """

    conversation: str
    id: str
    kind: Kind
    text: str = ""
    sent_at: float = 0.0
    removed: tuple[str, ...] = ()
    links: tuple[SeenLink, ...] = ()
    sealed: str = field(default="", repr=False)
    beside: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
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
        fields = {name: value for name, value in asdict(self).items() if name not in ("beside", "given")}
        return {**fields, "kind": self.kind.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> IncomingMessage:
        """The opposite of `to_json`."""
        links = tuple(SeenLink(**link) for link in data.get("links", ()))
        return cls(**{**data, "kind": Kind(data["kind"]), "removed": tuple(data["removed"]), "links": links})


@dataclass(frozen=True)
class Button:
    """A choice the citizen can tap; `payload` is what comes back.

    Zalo can also open a payload of the form `https://…` or `tel:…` on the citizen's phone.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Payment:
    """What a VietQR code asks for: the bank's number (BIN), an account, perhaps an amount in đồng and a note."""

    bin: str
    account: str = field(repr=False)
    amount: Optional[int] = field(default=None, repr=False)
    note: Optional[str] = field(default=None, repr=False)


@dataclass(frozen=True)
class Reply:
    """One message to a citizen: plain text, an optional title above it, buttons below it, an optional picture.

    `private` says something that must not be kept: in the database it is encrypted, and blanked once it was delivered.
    `payment` is drawn as a code, and as a sheet to print, by the connector that sends it. `asks` is what the
    citizen is asked for that nobody else should see: "photo", "account".
    """

    text: str
    title: Optional[str] = None
    buttons: tuple[Button, ...] = field(default_factory=tuple)
    picture: Optional[str] = None
    private: bool = False
    payment: Optional[Payment] = field(default=None, repr=False)
    asks: Optional[str] = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for the database; fields that say nothing are left out."""
        return {name: value for name, value in asdict(self).items() if name in _ALWAYS or value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """The opposite of `to_json`."""
        payment = Payment(**data["payment"]) if data.get("payment") else None
        return cls(**{**data, "buttons": tuple(Button(**button) for button in data["buttons"]), "payment": payment})


_ALWAYS = ("text", "title", "buttons", "picture")
