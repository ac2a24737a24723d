"""The desk's navigation: one line a screen, in the order people need them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.people import Operator, Role


@dataclass(frozen=True)
class Entry:
    """One place: its address, its name, and who sees it."""

    place: str
    name: str
    role: Role = Role.VOLUNTEER


ENTRIES = [
    Entry("/desk/assist", "Giúp tại chỗ"),
    Entry("/desk/tickets", "Phiếu hỏi"),
    Entry("/desk/learn", "Dạy trợ lý", Role.LEAD),
    Entry("/desk/measure", "Kết quả", Role.LEAD),
    Entry("/desk/trail", "Nhật ký", Role.ADMINISTRATOR),
    Entry("/desk/account", "Tài khoản"),
]


def entries_for(operator: Operator) -> list[Entry]:
    """What this operator sees."""
    return [entry for entry in ENTRIES if operator.may(entry.role)]


def is_here(entry: Entry, path: str) -> bool:
    """Whether `path` is this place or below it."""
    return path == entry.place or (entry.place != "/desk" and path.startswith(entry.place + "/"))
