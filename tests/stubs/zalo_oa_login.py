"""Zalo's OAuth: a permission page, codes for one use, refresh tokens for one use."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from itertools import count
from typing import Any, Optional

from aiohttp import web

from tests.stubs.zalo_oa_events import APP_ID, OA_ID

APP_SECRET = "app-secret"


class Login:
    """Issues pairs of tokens. `lifetime` is how long an access token is said to live, in seconds."""

    def __init__(self) -> None:
        self.lifetime = 90_000.0
        self.refreshed: list[str] = []
        """The refresh tokens that were shown, in order."""
        self.access = ""
        self.refresh = ""
        self.answers: list[web.Response] = []
        """Given instead, one a call."""
        self.wait = 0.0
        """Seconds before an answer."""
        self.after_issuing: Optional[web.Response] = None
        """Tokens are issued, but this is answered."""
        self._challenges: dict[str, str] = {}
        self._numbers = count(1)
        self.issue()

    def issue(self) -> dict[str, Any]:
        """A new pair; the old one is dead at once."""
        number = next(self._numbers)
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": f"{self.lifetime:.0f}"}

    def expire(self) -> None:
        """The access token is no longer taken."""
        self.access = "nobody has this"

    def permit(self, query: dict[str, str]) -> str:
        """An administrator grants access; the address their browser is sent to."""
        assert query["app_id"] == APP_ID
        assert len(query["code_challenge"]) == 43
        code = f"code-{next(self._numbers)}"
        self._challenges[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?code={code}&oa_id={OA_ID}&state={query['state']}"

    async def take(self, request: web.Request) -> web.Response:
        """POST /v4/oa/access_token."""
        assert request.content_type == "application/x-www-form-urlencoded"
        form = {name: str(value) for name, value in (await request.post()).items()}
        if form.get("grant_type") == "refresh_token":
            self.refreshed.append(form["refresh_token"])
        await asyncio.sleep(self.wait)
        if self.answers:
            return self.answers.pop(0)
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return _failed(-14002, "Invalid app")
        answer = self._exchange(form) if form["grant_type"] == "authorization_code" else self._refresh(form)
        if answer.status == 200 and self.after_issuing is not None:
            answer, self.after_issuing = self.after_issuing, None
        return answer

    def _exchange(self, form: dict[str, str]) -> web.Response:
        verifier = form.get("code_verifier", "").encode()
        shown = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if self._challenges.pop(form.get("code", ""), None) != shown:
            return _failed(-14003, "Invalid code")
        return web.json_response(self.issue())

    def _refresh(self, form: dict[str, str]) -> web.Response:
        if form.get("refresh_token") != self.refresh:
            return web.Response()  # as seen with a token that was used before: 200 and nothing
        return web.json_response(self.issue())


def _failed(code: int, name: str) -> web.Response:
    return web.json_response({"error": str(code), "error_name": name, "error_description": name})
