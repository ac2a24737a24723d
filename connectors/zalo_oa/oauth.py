"""Zalo's OAuth v4: the page on which an administrator grants access, and the tokens that come of it.

Format: the PHP SDK's OAuth2Client and PKCEUtil. A failure comes with status 200, too.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.errors import BotError
from bot.settings import Settings
from connectors.http import Http, Unreachable, read_json

INVALID_REFRESH_TOKEN = -14014

LIFETIME = 90_000.0
"""Seconds that an access token lives when Zalo does not say."""


class GrantLost(BotError):
    """The refresh token is used up: a person has to grant access again."""


class LoginRefused(BotError):
    """Zalo does not accept our app or the code."""


@dataclass(frozen=True)
class Issued:
    """A new pair of tokens; the access token lives `lifetime` seconds, the refresh token is good for one use."""

    access: str
    refresh: str
    lifetime: float


class OAuth:
    """Calls as our app."""

    def __init__(self, settings: Settings, http: Http) -> None:
        self._base = settings.zalo_oa_oauth_url
        self._app_id = settings.zalo_oa_app_id
        self._app_secret = settings.zalo_oa_app_secret
        self._http = http

    def permission_page(self, redirect_to: str, verifier: str, state: str) -> str:
        """The address at which an administrator of the account grants access."""
        asked = {
            "app_id": self._app_id,
            "redirect_uri": redirect_to,
            "code_challenge": challenge(verifier),
            "state": state,
        }
        return f"{self._base}/v4/oa/permission?{urlencode(asked)}"

    async def exchange(self, code: str, verifier: str) -> Issued:
        """The first pair. Raises LoginRefused, Unreachable."""
        try:
            return await self._issue(grant_type="authorization_code", code=code, code_verifier=verifier)
        except GrantLost as error:
            raise LoginRefused("Zalo did not accept the code: it is older than 10 minutes, or was used") from error

    async def refresh(self, refresh_token: str) -> Issued:
        """The next pair; the old one is dead then. Raises GrantLost, LoginRefused, Unreachable."""
        return await self._issue(grant_type="refresh_token", refresh_token=refresh_token)

    async def _issue(self, **form: str) -> Issued:
        status, body = await self._http.call(
            "POST",
            f"{self._base}/v4/oa/access_token",
            headers={"secret_key": self._app_secret},
            data={"app_id": self._app_id, **form},
        )
        if status == 200 and not body.strip():
            raise GrantLost("Zalo answers nothing, as it does for a token that was used before")
        return _read(read_json(status, body))


def new_verifier() -> str:
    """43 characters of chance (RFC 7636)."""
    return _base64url(secrets.token_bytes(32))


def challenge(verifier: str) -> str:
    """What Zalo is shown of the verifier at first: always by S256."""
    return _base64url(hashlib.sha256(verifier.encode()).digest())


def _read(answer: dict[str, Any]) -> Issued:
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        return Issued(access, refresh, _number(answer.get("expires_in"), LIFETIME))
    code = int(_number(answer.get("error"), 0))
    if code == INVALID_REFRESH_TOKEN:
        raise GrantLost(f"Zalo refuses the refresh token ({code})")
    if code:
        raise LoginRefused(f"Zalo's login answers {code} {str(answer.get('error_name', ''))[:60]}")
    raise Unreachable("an answer without tokens")


def _number(given: object, default: float) -> float:
    """Zalo writes numbers as strings, too."""
    try:
        return float(str(given))
    except ValueError:
        return default


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
