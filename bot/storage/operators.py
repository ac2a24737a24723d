"""Operators and their teams."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.people import Operator, Role, Team
from bot.errors import BotError
from bot.storage.desk_tables import desk_sessions, operators, teams


class LoginTaken(BotError):
    """There is an operator of this name."""


class Operators:
    """The people of the desk. Log-ins are compared in lower case."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, login: str, name: str, role: Role, team: Optional[Team], password: str) -> Operator:
        """A new operator; `password` is a hash. Raises LoginTaken."""
        values = {"login": login.lower(), "name": name, "role": role.value, "team": team and team.id}
        new = insert(operators).values(password=password, **values).returning(operators.c.id)
        try:
            async with self._engine.begin() as connection:
                added: int = (await connection.execute(new)).scalar()
        except IntegrityError as error:
            raise LoginTaken(f"Đã có tài khoản {login.lower()}.") from error
        return Operator(added, login.lower(), name, role, team)

    async def team(self, province: str, commune: str = "") -> Team:
        """The team of a place, made when there was none."""
        add = insert(teams).values(province=province, commune=commune).on_conflict_do_nothing()
        find = select(teams.c.id).where(teams.c.province == province, teams.c.commune == commune)
        async with self._engine.begin() as connection:
            await connection.execute(add)
            found: int = (await connection.execute(find)).scalar()
        return Team(found, province, commune)

    async def teams(self) -> list[Team]:
        """All teams, by place."""
        query = select(teams).order_by(teams.c.province, teams.c.commune)
        async with self._engine.connect() as connection:
            return [Team(row.id, row.province, row.commune) for row in await connection.execute(query)]

    async def all(self) -> list[Operator]:
        """Everybody, also the disabled, by team and name."""
        query = _SELECT.order_by(teams.c.province, teams.c.commune, operators.c.login)
        async with self._engine.connect() as connection:
            return [_operator(row) for row in await connection.execute(query)]

    async def find(self, login: str) -> Optional[Operator]:
        """The operator with this log-in."""
        found = await self.with_password(login)
        return found[0] if found else None

    async def with_password(self, login: str) -> Optional[tuple[Operator, str]]:
        """The operator and the hash of their password."""
        query = _SELECT.where(operators.c.login == login.lower())
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return (_operator(row), row.password) if row is not None else None

    async def set_password(self, operator: int, password: str, keep_sessions: bool = False) -> None:
        """A new hash; who is logged in with the old password is logged out."""
        change = update(operators).where(operators.c.id == operator).values(password=password)
        async with self._engine.begin() as connection:
            await connection.execute(change)
            if not keep_sessions:
                await connection.execute(delete(desk_sessions).where(desk_sessions.c.operator == operator))

    async def set_disabled(self, operator: int, disabled: bool) -> None:
        """Shuts somebody out, at once, or lets them in again."""
        at = datetime.now(timezone.utc) if disabled else None
        change = update(operators).where(operators.c.id == operator).values(disabled_at=at)
        async with self._engine.begin() as connection:
            await connection.execute(change)
            if disabled:
                await connection.execute(delete(desk_sessions).where(desk_sessions.c.operator == operator))


OPERATOR_COLUMNS = (
    operators.c.id,
    operators.c.login,
    operators.c.name,
    operators.c.role,
    operators.c.disabled_at,
    teams.c.id.label("team_id"),
    teams.c.province,
    teams.c.commune,
)
"""What `operator_of_row` reads."""

_SELECT = select(*OPERATOR_COLUMNS, operators.c.password).outerjoin(teams, operators.c.team == teams.c.id)


def _operator(row: Any) -> Operator:
    return operator_of_row(row)


def operator_of_row(row: Any) -> Operator:
    """The operator in a row with OPERATOR_COLUMNS."""
    team = Team(row.team_id, row.province, row.commune) if row.team_id is not None else None
    return Operator(row.id, row.login, row.name, Role(row.role), team, row.disabled_at is not None)
