"""The library's HTTP calls on aiohttp, with answers read without logging them."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Optional, Union

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from connectors.telegram.reading import parse_update

CONNECTIONS = 256

CONNECT = 5.0
"""Seconds to connect; as long again may pass before one of the connections is free."""


class Request(BaseRequest):
    """Calls with forms and small uploads. Proxy variables of the environment are not obeyed.

    On aiohttp since a call took 1 ms of processor time so, and 4 (alone) to 11 ms (50 side by side) with the library's
    own client on httpx: more than a whole turn.
    """

    def __init__(self, answer: float) -> None:
        self._answer = answer
        self._session: Optional[aiohttp.ClientSession] = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._answer

    async def initialize(self) -> None:
        """Makes ready to call."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))

    async def shutdown(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: Optional[RequestData] = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises TimedOut and NetworkError."""
        if self._session is None:
            raise NetworkError("not started")
        answer = self._answer if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(2 * CONNECT + answer, 2 * CONNECT, sock_connect=CONNECT, sock_read=answer)
        form = _form(request_data) if request_data else None
        try:
            # A redirection is not followed: it would carry the token away.
            async with self._session.request(
                method, url, data=form, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except asyncio.TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Like the library's, which would log an unreadable answer whole, with all that an error page quotes."""
        try:
            found = json.loads(payload)
        except ValueError as error:
            raise TelegramError("the answer is not JSON") from error
        if not isinstance(found, dict):
            raise TelegramError("the answer is not a JSON object")
        return found


def _form(request_data: RequestData) -> Union[dict[str, str], aiohttp.FormData]:
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


class PollingRequest(Request):
    """Empties updates that the library cannot read: it would log them whole and refuse all that came with them."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An unreadable update keeps its id, so that it can be confirmed."""
        found = Request.parse_json_payload(payload)
        if isinstance(updates := found.get("result"), list):
            found["result"] = [
                update if parse_update(update) is not None else {"update_id": update["update_id"]} for update in updates
            ]
        return found
