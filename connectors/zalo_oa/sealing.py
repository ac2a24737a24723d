"""Tokens encrypted at rest, with a key made from SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Closes and opens; what was closed with another key does not open."""

    def __init__(self, key: bytes) -> None:
        made = hmac.new(key, b"zalo tokens", hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(made))

    def close(self, *secrets: str) -> str:
        """The secrets, encrypted."""
        return self._fernet.encrypt(json.dumps(secrets).encode()).decode()

    def open(self, sealed: str) -> Optional[list[str]]:
        """The secrets; None when the key has changed since."""
        try:
            found: list[str] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return found


def digest(secret: str) -> str:
    """Tells two secrets apart without giving either away; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""
