"""Provinces and communes since 1 July 2025, as people type them."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from bot.errors import BotError
from bot.guides.provinces import find_province, province_names
from bot.text import fold


class NoSuchPlace(BotError):
    """A province or commune that does not exist, or that is not unambiguous."""


def province_named(written: str) -> str:
    """The province: `Hà Nội`, `thanh pho ha noi`, or an old name. Raises NoSuchPlace."""
    exact = [name for name in province_names() if fold(name) == fold(written)]
    found = exact[0] if exact else find_province(written)
    if found is None:
        raise NoSuchPlace(f"Không có tỉnh nào tên «{written}». Các tỉnh: {', '.join(province_names())}.")
    return found


def commune_named(province: str, written: str) -> str:
    """The commune of this province: `Phường Cao Lãnh`; the word in front may be left out. Raises NoSuchPlace."""
    wanted = fold(written)
    communes = _communes()[province]
    whole = [name for name in communes if fold(name) == wanted]
    short = [name for name in communes if wanted and fold(name).split(" ", 1)[1] == wanted]
    found = whole or short
    if len(found) == 1:
        return found[0]
    near = found or [name for name in communes if wanted and wanted in fold(name)][:8]
    hint = f" Có phải: {', '.join(near)}?" if near else " Hãy viết tên xã, phường từ 01/07/2025."
    raise NoSuchPlace(f"{province} không có xã, phường nào tên đúng là «{written}».{hint}")


@lru_cache(maxsize=1)
def _communes() -> dict[str, list[str]]:
    package = find_spec("vietnam_provinces")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("vietnam-provinces is not installed")
    # As in bot.guides.provinces: the data file only, since importing the module takes a second.
    divisions = json.loads((Path(package.origin).parent / "data" / "nested-divisions.json").read_text(encoding="utf-8"))
    return {
        division["name"].removeprefix("Thành phố ").removeprefix("Tỉnh "): [ward["name"] for ward in division["wards"]]
        for division in divisions
    }
