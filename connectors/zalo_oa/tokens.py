"""The access token: renewed ahead of time, by one process at a time, and stored before it is used.

Every refresh token is good for one use. So the row in the database is locked while Zalo is asked, and a pair that
could not be stored is kept in memory and stored at the next occasion, also when another process has meanwhile been told
that the old token is used up.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Optional, Union

import structlog

from bot.errors import SendLater
from bot.sealing import Seal
from bot.settings import Settings
from bot.storage.alarms import Alarm
from bot.storage.grants import Grant, Grants
from bot.undisturbed import Undisturbed
from connectors.http import Unreachable
from connectors.zalo_oa.oauth import GrantLost, Issued, LoginRefused, OAuth
from connectors.zalo_oa.sealing import digest
from connectors.zalo_oa.waiting import Waits

log = structlog.get_logger(__name__)

LOST = (
    "Zalo no longer takes the refresh token (used before, or older than 3 months): nothing can be sent."
    " Run `bot zalo login` and let an administrator of the Official Account grant access again"
)
NONE = "there is no token for the Official Account yet: run `bot zalo login`, or set ZALO_OA_REFRESH_TOKEN"
LOCKED = "the stored tokens do not open with this SECRET_KEY: put the old key back, or run `bot zalo login`"
REFUSED = "compare ZALO_OA_APP_ID and ZALO_OA_APP_SECRET with developers.zalo.me, then restart"

SHARE, LONGEST_AHEAD = 0.1, 3600.0
"""An access token is renewed when this share of its life is left, or this many seconds if that is less."""


@dataclass(frozen=True)
class Pair:
    """A pair of tokens; times in seconds since 1970."""

    access: str
    refresh: str
    renew_at: float
    expires_at: float

    def works(self, refused: str = "") -> bool:
        """Whether Zalo should take it; `refused` is an access token that it did not take."""
        return self.access != refused and time.time() < self.expires_at

    def is_fresh(self) -> bool:
        """Whether there is no need to renew it yet."""
        return time.time() < self.renew_at


class Tokens:
    """The tokens of the account, shared by all processes through the database."""

    def __init__(
        self, settings: Settings, grants: Grants, oauth: OAuth, alarm: Alarm, seal: Seal, waits: Waits
    ) -> None:
        self._given = settings.zalo_oa_refresh_token
        self._grants, self._oauth, self._alarm, self._seal = grants, oauth, alarm, seal
        self._waits = waits
        self._pair: Optional[Pair] = None
        self._unstored: dict[str, Pair] = {}
        self._failed = (0.0, "")
        self._one_at_a_time = asyncio.Lock()
        self._work = Undisturbed()

    async def access(self, refused: str = "") -> str:
        """The access token to call with; `refused` is one that Zalo did not take.

        Raises SendLater when there is none: a person has to act, and finds an alarm that says so.
        """
        async with self._one_at_a_time:
            if self._pair is None or not self._pair.works(refused):
                self._pair = await self._work.run(self._renew(refused))
            return self._pair.access

    async def renew_ahead(self) -> None:
        """Renews the pair when it is due, whoever renewed it last. Raises SendLater when that does not work."""
        async with self._one_at_a_time:
            self._pair = await self._work.run(self._renew(ahead=True))

    async def keep(self, issued: Issued) -> None:
        """Stores the pair of a new login; it replaces whatever was there."""
        async with self._grants.hold() as grant:
            await self._store(grant, _dated(issued), seed=digest(self._given))
        await self._alarm.settle()

    async def finish(self) -> None:
        """Waits for a renewal under way: its answer must be stored."""
        await self._work.finish()

    async def _renew(self, refused: str = "", ahead: bool = False) -> Pair:
        trouble: Union[GrantLost, LoginRefused, Unreachable]
        async with self._grants.hold() as grant:
            stored = self._open(grant)
            good = stored is not None and stored.works(refused) and (stored.is_fresh() or not ahead)
            if stored is not None and good and not self._is_new_setting(grant):
                return stored  # another process renewed it
            self._stay_calm()
            try:
                renewed = await self._ask(grant, stored)
            except (GrantLost, LoginRefused, Unreachable) as error:
                renewed, trouble = None, error
        if renewed is not None:
            await self._alarm.settle()
            return renewed
        self._failed = (time.monotonic() + self._waits.renew_again, str(trouble))
        await self._complain(trouble, grant)
        if stored is not None and stored.works(refused) and not ahead:
            return stored
        raise SendLater(str(trouble), None if isinstance(trouble, Unreachable) else self._waits.person)

    def _stay_calm(self) -> None:
        """Raises SendLater when asking Zalo failed a moment ago."""
        until, why = self._failed
        if time.monotonic() < until:
            raise SendLater(why, self._waits.renew_again)

    async def _ask(self, grant: Grant, stored: Optional[Pair]) -> Pair:
        """The next pair, from the first token that Zalo takes; a token it refused is not shown to it again."""
        last = stored.refresh if stored is not None else self._given
        if last in self._unstored:
            return await self._spend(grant, last, seed=grant.seed or digest(self._given))
        if self._is_new_setting(grant):
            try:
                return await self._spend(grant, self._given, seed=digest(self._given))
            except GrantLost:
                await grant.keep(seed=digest(self._given))
        if stored is None:
            raise GrantLost("no token")
        if grant.spent == digest(stored.refresh):
            raise GrantLost("used up")
        try:
            return await self._spend(grant, stored.refresh, seed=grant.seed)
        except GrantLost:
            await grant.keep(spent=digest(stored.refresh))
            raise

    async def _spend(self, grant: Grant, refresh: str, seed: str) -> Pair:
        pair = self._unstored.get(refresh) or _dated(await self._oauth.refresh(refresh))
        self._unstored = {refresh: pair}
        await self._store(grant, pair, seed)
        return pair

    async def _store(self, grant: Grant, pair: Pair, seed: str) -> None:
        sealed = self._seal.close(pair.access, pair.refresh)
        await grant.keep(sealed=sealed, renew_at=pair.renew_at, expires_at=pair.expires_at, seed=seed, spent="")

    def _open(self, grant: Grant) -> Optional[Pair]:
        secrets = self._seal.open(grant.sealed) if grant.sealed else None
        return Pair(secrets[0], secrets[1], grant.renew_at, grant.expires_at) if secrets else None

    def _is_new_setting(self, grant: Grant) -> bool:
        """Whether ZALO_OA_REFRESH_TOKEN is another one than the stored tokens came from."""
        return bool(self._given) and digest(self._given) != grant.seed

    async def _complain(self, trouble: Union[GrantLost, LoginRefused, Unreachable], grant: Grant) -> None:
        if isinstance(trouble, Unreachable):
            log.warning("tokens not renewed yet", error=str(trouble))
            return
        what = LOST
        if isinstance(trouble, LoginRefused):
            what = f"{trouble}: {REFUSED}"
        elif grant.sealed and self._open(grant) is None:
            what = LOCKED
        elif not grant.sealed and not self._given:
            what = NONE
        await self._alarm.raise_(what)


def _dated(issued: Issued) -> Pair:
    now = time.time()
    ahead = min(issued.lifetime * SHARE, LONGEST_AHEAD)
    return Pair(issued.access, issued.refresh, now + issued.lifetime - ahead, now + issued.lifetime)
