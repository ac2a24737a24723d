"""What must not be readable at rest, encrypted with a key made from SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Closes and opens; what was closed with another key, or about something else, does not open."""

    def __init__(self, key: bytes, about: str) -> None:
        made = hmac.new(key, about.encode(), hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(made))

    def close(self, *secrets: str) -> str:
        """The secrets, encrypted: letters and digits that may stand in an address."""
        return self._fernet.encrypt(json.dumps(secrets).encode()).decode()

    def open(self, sealed: str, within: Optional[int] = None) -> Optional[list[str]]:
        """The secrets; None when the key has changed since, or when they were closed more than `within` seconds ago."""
        try:
            found: list[str] = json.loads(self._fernet.decrypt(sealed.encode(), ttl=within))
        except InvalidToken:
            return None
        return found
