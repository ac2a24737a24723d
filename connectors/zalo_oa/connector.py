"""The connector: one citizen of one Official Account, `zalo:<user id>`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Optional

import structlog
from aiohttp import web

from bot.connector import Receive
from bot.errors import SendLater
from bot.messages import IncomingMessage, Reply
from bot.qr.cards import Addresses
from bot.sealing import Seal
from bot.settings import Settings, secret_key
from bot.storage.alarms import Alarm, Alarms
from bot.storage.grants import Grants
from bot.storage.turns import Turns
from bot.storage.uploads import Uploads
from connectors.alarm_board import AlarmBoard
from connectors.http import Http
from connectors.packing import pack
from connectors.photos import load_photo
from connectors.zalo_oa.addresses import NAME
from connectors.zalo_oa.client import Client
from connectors.zalo_oa.layout import LIMITS
from connectors.zalo_oa.oauth import OAuth
from connectors.zalo_oa.pictures import Pictures
from connectors.zalo_oa.reading import read_event
from connectors.zalo_oa.sealing import TOKENS
from connectors.zalo_oa.sending import Sender
from connectors.zalo_oa.signature import authenticate
from connectors.zalo_oa.tokens import Tokens
from connectors.zalo_oa.waiting import Waits

log = structlog.get_logger(__name__)

RETRY_HEADER = "num_retry"

NO_SECRET = (
    "no message is taken in without ZALO_OA_SECRET_KEY: save the webhook's address at developers.zalo.me, copy the"
    " OA Secret Key that is shown there then, and restart"
)


class ZaloOA:
    """An Official Account by its Open API: events come by webhook, replies go out as consultation messages."""

    name: str = NAME
    webhook: Optional[str] = "zalo-oa"
    answer_within: Optional[float] = 1.0
    """Zalo allows 2 seconds, and does not say whether it delivers a late one again."""
    fetched: bool = False

    def __init__(self, settings: Settings, turns: Turns, waits: Optional[Waits] = None) -> None:
        self._app_id, self._secret = settings.zalo_oa_app_id, settings.zalo_oa_secret_key
        self._waits = waits or Waits()
        self._alarms = alarms = Alarms(turns.engine, NAME)
        self._board = AlarmBoard(alarms, self._waits.look)
        self._http = Http(self._waits.answer)
        self.oauth = OAuth(settings, self._http)
        seal, grants = Seal(secret_key(settings), TOKENS), Grants(turns.engine, self._app_id)
        self.tokens = Tokens(settings, grants, self.oauth, Alarm(alarms, "tokens"), seal, self._waits)
        client = Client(settings, self._http, self.tokens)
        pictures = Pictures(self._http, client, Uploads(turns.engine))
        addresses = Addresses(secret_key(settings), settings.public_url) if settings.public_url else None
        self._sender = Sender(client, pictures, turns, Alarm(alarms, "sending"), self._waits, addresses)
        self._keeping: Optional[asyncio.Task[None]] = None

    async def start(self, receive: Optional[Receive]) -> None:
        """Gets ready to send; with `receive` (in the gateway) also keeps the tokens fresh, in the background."""
        await self._http.open()
        if receive is not None:
            self._board.start()
            self._keeping = asyncio.create_task(self._keep_tokens_fresh())

    async def stop(self) -> None:
        """Stores tokens that are on their way, closes the connections."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self._board.stop()
        await self.tokens.finish()
        await self._alarms.finish()
        await self._http.close()

    def read(self, headers: Mapping[str, str], body: bytes) -> list[IncomingMessage]:
        """The message of one event. Raises Unauthentic without a right signature, Malformed when it is no JSON."""
        event = authenticate(headers, body, self._app_id, self._secret)
        if event is None:
            return []
        if headers.get(RETRY_HEADER, "0") != "0":
            log.info("an event is delivered again", retry=headers[RETRY_HEADER][:10])
        message = read_event(event, body, time.time())
        return [] if message is None else [message]

    async def acknowledge(self, messages: list[IncomingMessage]) -> None:
        """Does nothing: an Official Account cannot show "typing"."""

    async def photo(self, given: str) -> Optional[bytes]:
        """The photo at this address of Zalo's. Raises SendLater, CannotReach."""
        return await load_photo(self._http, given)

    def pack(self, conversation: str, replies: Sequence[Reply]) -> list[Reply]:
        """All replies of a turn in one message where its limits allow: Zalo counts messages."""
        return pack(replies, LIMITS)

    async def send(self, conversation: str, reply: Reply) -> None:
        """Sends one reply. Raises SendLater when Zalo may take it later, CannotReach when it never will."""
        await self._sender.send(conversation, reply)

    def routes(self) -> list[web.RouteDef]:
        """Where an administrator arrives who granted access: the address is copied from there."""
        return [web.get(GRANTED, _show_granted)]

    def alarms(self) -> list[str]:
        """What a person has to do, in whichever process it came up."""
        return [*([] if self._secret else [NO_SECRET]), *self._board.shown]

    async def _keep_tokens_fresh(self) -> None:
        while True:
            try:
                await self.tokens.renew_ahead()
            except SendLater as error:
                log.info("tokens are not fresh", error=str(error))
            except Exception as error:  # the database is away: nothing here may end the gateway
                log.warning("could not look after the tokens", error=type(error).__name__)
            await asyncio.sleep(self._waits.look)


GRANTED = "/zalo/granted"
_PAGE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Zalo</title>'
    "<p>Đã cấp quyền. Chép toàn bộ địa chỉ của trang này (trên thanh địa chỉ của trình duyệt),"
    " dán vào cửa sổ đang chạy lệnh <code>bot zalo login</code>."
)


async def _show_granted(_request: web.Request) -> web.Response:
    return web.Response(text=_PAGE, content_type="text/html", headers={"Cache-Control": "no-store"})
