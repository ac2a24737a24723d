"""The connector: one citizen is one private chat with the bot, `zalobot:<chat id>`, or one member of a group."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Optional

import structlog
from aiohttp import web

from bot.connector import Receive
from bot.errors import SendLater, Unauthentic
from bot.messages import IncomingMessage, Reply
from bot.qr.cards import Addresses
from bot.settings import Settings, secret_key
from bot.storage.alarms import Alarm, Alarms
from bot.storage.turns import Turns
from connectors.alarm_board import AlarmBoard
from connectors.http import Http
from connectors.photos import load_photo
from connectors.zalo_bot.addresses import NAME, chat_of, is_group
from connectors.zalo_bot.client import Client
from connectors.zalo_bot.errors import ApiError
from connectors.zalo_bot.layout import lay_out
from connectors.zalo_bot.reading import parse_body, read_update
from connectors.zalo_bot.receiving import Receiving
from connectors.zalo_bot.sending import Sender
from connectors.zalo_bot.waiting import Waits

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Bot-Api-Secret-Token"


class ZaloBot:
    """A bot of Zalo's Bot Platform."""

    name: str = NAME
    webhook: Optional[str] = "zalo-bot"
    answer_within: Optional[float] = 1.0
    """Zalo does not say how long it waits, nor whether it delivers again; a polled update is not given twice."""
    fetched: bool = False

    def __init__(self, settings: Settings, turns: Turns, waits: Optional[Waits] = None) -> None:
        waits = waits or Waits()
        self._alarms = alarms = Alarms(turns.engine, NAME)
        self._secret = webhook_secret(settings)
        self._url = f"{settings.public_url}/webhooks/{self.webhook}" if settings.public_url else ""
        self._http = Http(waits.answer)
        self._client = Client(settings, self._http)
        addresses = Addresses(secret_key(settings), settings.public_url) if settings.public_url else None
        self._sender = Sender(self._client, Alarm(alarms, "sending"), waits, addresses)
        self._receiving = Receiving(self._client, Alarm(alarms, "receiving"), waits)
        self._board = AlarmBoard(alarms, waits.look)
        self.names: list[str] = []
        """What the bot is called in groups, as far as Zalo says."""
        self._background: set[asyncio.Task[None]] = set()

    async def start(self, receive: Optional[Receive]) -> None:
        """Gets ready to send; with `receive` registers the webhook or polls, in the background and until it works."""
        await self._http.open()
        if receive is None:
            return
        self._board.start()
        self._begin(self._learn_names())
        self._begin(self._receive_updates(receive))

    async def stop(self) -> None:
        """Ends polling, takes the update in hand in, closes the connections."""
        await self._board.stop()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._receiving.finish()
        await self._alarms.finish()
        await self._http.close()

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """The message of one webhook call. Raises Unauthentic without the secret, Malformed when it is no JSON."""
        given = headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            raise Unauthentic("the webhook's secret is missing or wrong")
        return self._messages(parse_body(body))

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Shows "typing" in private chats; returns at once."""
        for message in messages:
            if not is_group(message.conversation):
                self._begin(self._show_typing(chat_of(message.conversation)))

    async def photo(self, given: str) -> Optional[bytes]:
        """The photo at this address of Zalo's. Raises SendLater, CannotReach."""
        return await load_photo(self._http, given)

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        """All replies of a turn in one message where its limits allow; in a group always one, and a short one."""
        return lay_out(conversation, replies)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply. Raises SendLater when Zalo may take it later, CannotReach when it never will."""
        await self._sender.send(conversation, reply)

    def routes(self) -> list[web.RouteDef]:
        """None beside the webhook."""
        return []

    def alarms(self) -> list[str]:
        """What a person has to do, in whichever process it came up."""
        return self._board.shown

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _learn_names(self) -> None:
        me = await self._receiving.until_done("getMe")
        known = me if isinstance(me, dict) else {}
        self.names = [str(known[field]) for field in ("account_name", "display_name") if known.get(field)]

    async def _receive_updates(self, receive: Receive) -> None:
        if self._url:
            await self._receiving.by_webhook(self._url, self._secret)
        else:
            await self._receiving.by_polling(partial(self._take, receive))

    async def _show_typing(self, chat: str) -> None:
        try:
            await self._client.call("sendChatAction", {"chat_id": chat, "action": "typing"})
        except (ApiError, SendLater) as error:
            log.info("typing not shown", error=str(error))

    def _messages(self, update: dict[str, Any]) -> list[IncomingMessage]:
        message = read_update(update, self.names, time.time())
        return [] if message is None else [message]

    async def _take(self, receive: Receive, update: dict[str, Any]) -> None:
        messages = self._messages(update)
        if messages:
            await receive(messages)
            await self.acknowledge(messages)


def webhook_secret(settings: Settings) -> str:
    """ZALO_BOT_WEBHOOK_SECRET, or one made from the token: the same in every gateway, unknown to everybody else."""
    made = hmac.new(settings.zalo_bot_token.encode(), b"zalo bot webhook", hashlib.sha256).hexdigest()
    return settings.zalo_bot_webhook_secret or made
