"""What a connector is: one messaging platform, its webhook read and its replies sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Optional, Protocol, runtime_checkable

from aiohttp import web

from bot.messages import IncomingMessage, Reply

Receive = Callable[[list[IncomingMessage]], Awaitable[None]]
"""Takes messages in: they are redacted and queued before it returns."""


@runtime_checkable
class Inviting(Protocol):
    """A connector with links that open the bot on a guide, for what is printed."""

    app: str
    """What citizens call the platform: `Telegram`."""

    def invitation(self, guide: str) -> Optional[str]:
        """The link that opens the guide with this id; None while it is not known."""


class Connector(Protocol):
    """One module per platform in `connectors/`, listed in `connectors.CONNECTORS`."""

    name: str
    """Begins the ids of its conversations: `telegram:<chat id>`."""

    webhook: Optional[str]
    """The last part of `/webhooks/…`; None when the platform has no webhook."""

    answer_within: Optional[float]
    """Seconds after which the platform counts a message as lost; None when it waits, and delivers again by itself."""

    fetched: bool
    """Whether citizens fetch their replies from the database, where private ones then stay, encrypted, for a while."""

    async def start(self, receive: Optional[Receive]) -> None:
        """Gets ready to send; with `receive` also to take messages in: registers the webhook, or starts polling."""

    async def stop(self) -> None:
        """Ends polling and closes connections; messages in hand are finished."""

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """The messages of one webhook call; empty for what is not meant for us.

        Raises Unauthentic before looking at the body when the call does not prove where it comes from, and
        Malformed when the body cannot be read.
        """

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Tells the platform's app that the messages arrived: stops a button's spinner, shows "typing"."""

    async def photo(self, given: str) -> Optional[bytes]:
        """The photo that came as `IncomingMessage.given`; None when `given` is already what to say about it.

        Raises SendLater when the platform may hand it over later, CannotReach when it never will.
        """

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        """The replies of one turn as they are recorded and sent: fewer ones where the platform counts messages."""

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply, in as many platform messages as its limits ask for.

        Raises SendLater when the platform may take it later, CannotReach when it never will.
        """

    def routes(self) -> list[web.RouteDef]:
        """Pages and calls of its own beside the webhook."""

    def alarms(self) -> list[str]:
        """What a person has to do something about, for `/health`; empty when all is well."""
