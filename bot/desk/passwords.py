"""Passwords: hashed with argon2id, in threads, a few at a time."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import BotError

SHORTEST, LONGEST = 10, 200
"""Characters. Longer ones would only make hashing slow."""

AT_ONCE = 2
"""Hashes computed at the same time: each takes 19 MB and tens of milliseconds, and guessers send many."""


class WeakPassword(BotError):
    """A password that nobody should use."""


def check_password(password: str, login: str) -> None:
    """Raises WeakPassword, in words for whoever chose it."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"Mật khẩu phải dài từ {SHORTEST} đến {LONGEST} ký tự.")
    if login.lower() in password.lower() or len(set(password)) < 5:
        raise WeakPassword("Mật khẩu này dễ đoán. Hãy dùng vài chữ không liên quan tới nhau.")


class Passwords:
    """Makes hashes and checks them. Parameters: OWASP's first choice for argon2id (19 MiB, 2 rounds, 1 lane)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turnstile = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """What is stored of a password."""
        async with self._turnstile:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether it is the password; without a stored one it takes as long, and is not."""
        async with self._turnstile:
            return await asyncio.to_thread(self._fits, password[: LONGEST + 1], stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _fits(self, password: str, stored: str | None) -> bool:
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
