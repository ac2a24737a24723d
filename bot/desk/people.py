"""Who works at the desk: operators, their teams, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional


class Role(str, Enum):
    """What an operator may do; each role may do what the ones before it may."""

    VOLUNTEER = "volunteer"  # helps people of their own team's area
    LEAD = "lead"  # also sees the work of the whole team, and what the bot has to learn
    ADMINISTRATOR = "administrator"  # sees every team

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


ROLE_NAMES = {Role.VOLUNTEER: "tình nguyện viên", Role.LEAD: "tổ trưởng", Role.ADMINISTRATOR: "quản trị"}


@dataclass(frozen=True)
class Team:
    """A community digital team: of a commune, or of a whole province when `commune` is empty."""

    id: int
    province: str
    commune: str = ""

    @property
    def name(self) -> str:
        """As people read it."""
        return f"{self.commune}, {self.province}" if self.commune else self.province


@dataclass(frozen=True)
class Operator:
    """One person with a log-in. Only an administrator may be without a team."""

    id: int
    login: str
    name: str
    role: Role
    team: Optional[Team] = None
    disabled: bool = False

    @property
    def role_name(self) -> str:
        """As people read it."""
        return ROLE_NAMES[self.role]

    def may(self, needed: Role) -> bool:
        """Whether they may do what this role may."""
        return self.role.covers(needed)
