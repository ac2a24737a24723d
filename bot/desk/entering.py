"""Entering the desk: the password, the lock after failures, and what is noted of both."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Union

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.passwords import Passwords, check_password
from bot.desk.people import Operator
from bot.storage.audit import Audit
from bot.storage.lockouts import Lockouts
from bot.storage.operators import Operators

Entered = Union[Operator, "Locked", None]


class Locked:
    """Too many failures: nobody enters under this name until then, not even with the right password."""

    def __init__(self, until: datetime) -> None:
        self.until = until


class Entrance:
    """Lets operators in."""

    def __init__(self, engine: AsyncEngine, passwords: Optional[Passwords] = None) -> None:
        self._operators = Operators(engine)
        self._lockouts = Lockouts(engine)
        self._audit = Audit(engine)
        self._passwords = passwords or Passwords()

    async def enter(self, login: str, password: str) -> Entered:
        """The operator; None for a wrong name or password, which look alike; Locked after too many of these.

        The try is counted before the password is looked at, so that tries sent at the same time count too.
        """
        until = await self._lockouts.count(login)
        found = await self._operators.with_password(login)
        operator, stored = found if found is not None else (None, None)
        if until is not None:
            await self._audit.note_hourly(None, "login_locked", _named(operator))
            return Locked(until)
        if not await self._passwords.fits(password, stored) or operator is None or operator.disabled:
            await self._audit.note_hourly(None, "login_failed", _named(operator))
            return None
        await self._lockouts.clear(login)
        if stored is not None and self._passwords.is_outdated(stored):
            await self._operators.set_password(operator.id, await self._passwords.hash(password), keep_sessions=True)
        await self._audit.note(operator, "login")
        return operator

    async def change_password(self, operator: Operator, now: str, new: str) -> bool:
        """Whether `now` was right and the password is `new`; then all their log-ins end. Raises WeakPassword."""
        check_password(new, operator.login)
        if await self._lockouts.count(operator.login) is not None:
            return False
        found = await self._operators.with_password(operator.login)
        if found is None or not await self._passwords.fits(now, found[1]):
            return False
        await self._lockouts.clear(operator.login)
        await self._operators.set_password(operator.id, await self._passwords.hash(new))
        await self._audit.note(operator, "password_changed")
        return True


def _named(operator: Optional[Operator]) -> str:
    """What the trail says of a name that was tried: nothing of one that is not an operator's, it may be a password."""
    return operator.login if operator is not None else "(không có tên này)"
