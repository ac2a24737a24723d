"""Calls of the Bot Platform. The token is part of the address, so addresses are in no error and no log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from bot.settings import Settings
from connectors.http import Http, read_json
from connectors.zalo_bot.errors import ApiError


class Client:
    """The bot's methods."""

    def __init__(self, settings: Settings, http: Http) -> None:
        self._base = f"{settings.zalo_bot_api_url}/bot{settings.zalo_bot_token}"
        self._http = http

    async def call(self, method: str, parameters: Optional[Mapping[str, Any]] = None, wait: float = 0.0) -> Any:
        """The `result` of a call; `wait` more seconds than usual may pass.

        Raises ApiError, Unreachable (also for a page of the server in front, as it sends for too many calls).
        """
        status, body = await self._http.call("POST", f"{self._base}/{method}", wait=wait, json=parameters or {})
        answer = read_json(status, body)
        if answer.get("ok") is True:
            return answer.get("result")
        raise ApiError(_code(answer, status), str(answer.get("description", "")))


def _code(answer: dict[str, Any], status: int) -> int:
    try:
        return int(answer.get("error_code", answer.get("errorCode", status)))
    except (TypeError, ValueError):
        return status
