"""Calls of the Open API: with an access token that is renewed when Zalo refuses it, errors by code."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.settings import Settings
from connectors.http import Http, read_json
from connectors.zalo_oa.errors import TOKEN_REFUSED, ApiError
from connectors.zalo_oa.tokens import Tokens

MESSAGE = "/v3.0/oa/message/cs"
UPLOAD_IMAGE = "/v2.0/oa/upload/image"

Content = Callable[[], dict[str, Any]]
"""Makes the content of a call, anew for each try."""


class Client:
    """The account's Open API."""

    def __init__(self, settings: Settings, http: Http, tokens: Tokens) -> None:
        self._base = settings.zalo_oa_api_url
        self._app_secret = settings.zalo_oa_app_secret.encode()
        self._http = http
        self._tokens = tokens

    async def send(self, recipient: dict[str, str], message: dict[str, Any]) -> dict[str, Any]:
        """Sends a message; returns `data` of the answer. Raises ApiError, SendLater."""
        body = {"recipient": recipient, "message": message}
        return await self._call(MESSAGE, lambda: {"json": body})

    async def upload(self, picture: bytes, name: str, kind: str) -> str:
        """Uploads a picture of at most 1 MB; returns its attachment id. Raises ApiError, SendLater."""

        def content() -> dict[str, Any]:
            form = aiohttp.FormData()
            form.add_field("file", picture, filename=name, content_type=kind)
            return {"data": form}

        data = await self._call(UPLOAD_IMAGE, content)
        return str(data.get("attachment_id", ""))

    async def _call(self, path: str, content: Content) -> dict[str, Any]:
        token = await self._tokens.access()
        try:
            return await self._try(path, token, content)
        except ApiError as error:
            if error.code not in TOKEN_REFUSED:
                raise
        return await self._try(path, await self._tokens.access(refused=token), content)

    async def _try(self, path: str, token: str, content: Content) -> dict[str, Any]:
        proof = hmac.new(self._app_secret, token.encode(), hashlib.sha256).hexdigest()
        headers = {"access_token": token, "appsecret_proof": proof}
        answer = read_json(*await self._http.call("POST", self._base + path, headers=headers, **content()))
        code = _code(answer)
        if code:
            raise ApiError(code, str(answer.get("message", "")))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _code(answer: dict[str, Any]) -> int:
    """0 when all went well. An answer without a code is no success."""
    try:
        return int(answer.get("error", -1))
    except (TypeError, ValueError):
        return -1
