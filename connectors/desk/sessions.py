"""Log-ins as aiohttp-session's sessions: the cookie is a random key, the rest a row that can be deleted."""

from __future__ import annotations

import secrets
from typing import Optional

from aiohttp import web
from aiohttp_session import AbstractStorage, Session

from bot.desk.people import Operator
from bot.storage.desk_sessions import LONGEST, DeskSessions
from connectors.desk.desk import OPERATOR

COOKIE = "desk"


class DatabaseStorage(AbstractStorage):
    """A session is found only while its log-in is valid; then the request also gets its operator."""

    def __init__(self, sessions: DeskSessions, secure: bool) -> None:
        super().__init__(
            cookie_name=COOKIE,
            max_age=int(LONGEST.total_seconds()),
            path="/desk",
            secure=secure,
            httponly=True,
            samesite="Lax",  # a link in a chat may open the desk; forms of other sites have no token
        )
        self._sessions = sessions

    async def load_session(self, request: web.Request) -> Session:
        """The session of the cookie, or an empty one that is not kept."""
        key = self.load_cookie(request)
        found = await self._sessions.find(key) if key else None
        if key is None or found is None:
            return Session(None, data=None, new=True, max_age=self.max_age)
        request[OPERATOR] = found.operator
        created = int(found.created_at.timestamp())
        return Session(key, data={"created": created, "session": found.content}, new=False, max_age=self.max_age)

    async def save_session(self, request: web.Request, response: web.StreamResponse, session: Session) -> None:
        """Keeps what changed; a new session gets a key that nobody knew before."""
        key: Optional[str] = session.identity
        if session.empty:
            if key is not None:
                await self._sessions.end(key)
            self.save_cookie(response, "")
            return
        content = {name: session[name] for name in session}
        if key is not None:
            await self._sessions.change(key, content)
            return
        operator: Operator = request[OPERATOR]
        key = secrets.token_urlsafe(32)
        await self._sessions.begin(key, operator.id, content)
        self.save_cookie(response, key, max_age=self.max_age)
