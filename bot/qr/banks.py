"""The banks that VietQR can name, by their number (BIN), and how to find one from what a citizen types."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

from ruamel.yaml import YAML

from bot.text import fold

BANKS_FILE = Path(__file__).with_name("banks.yml")
MOST_CANDIDATES = 6
_MOST_WORDS = 30
_CLOSE = 0.75
_GENERIC = re.compile(r"\b(?:ngan hang|nh|tmcp|tm cp|tnhh|mtv)\b")

Words = tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """One bank (or wallet) that can be paid by VietQR; `bin` is its number of six digits."""

    bin: str
    name: str
    full: str = ""
    formerly: tuple[str, ...] = ()
    also: tuple[str, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """Name and what tells it apart: `Vietcombank (Ngoại thương Việt Nam)`, `MBV (trước là OceanBank)`."""
        if self.formerly:
            return f"{self.name} (trước là {', '.join(self.formerly)})"
        return f"{self.name} ({self.full})" if self.full and self.full != self.name else self.name

    def spellings(self) -> Iterator[Words]:
        """What it is called, as folded words."""
        for text in (self.name, self.full, *self.formerly, *self.also):
            words = _words(text)
            if words:
                yield words


@dataclass(frozen=True)
class BankSearch:
    """`bank` when there is no doubt; otherwise the `candidates` to ask about, none when nothing comes near."""

    bank: Optional[Bank] = None
    candidates: tuple[Bank, ...] = ()


@lru_cache(maxsize=1)
def banks() -> tuple[Bank, ...]:
    """Every bank in `banks.yml`. Raises a YAMLError or TypeError on a file that cannot be read."""
    entries: list[dict[str, Any]] = YAML(typ="safe").load(BANKS_FILE.read_text(encoding="utf-8"))
    return tuple(_bank(entry) for entry in entries)


def bank_by_bin(number: str) -> Optional[Bank]:
    """The bank with this BIN, or None when the table does not know it."""
    return next((bank for bank in banks() if bank.bin == number), None)


def find_bank(text: str) -> BankSearch:
    """The bank a citizen means by `vcb`, `Ngân hàng Quân đội`, `970436`; case, diacritics and spaces do not matter.

    Only a name as it stands in the table, or an unmistakable beginning of one, is taken without asking: a slip of
    the pen gives candidates, for the wrong bank means money lost.
    """
    words = _words(text)
    typed = "".join(words)
    if typed in ("", "bank"):
        return BankSearch()
    bank = bank_by_bin(typed)
    if bank is not None:
        return BankSearch(bank)
    found = _named_in(words) or _without_bank(typed) or _beginning_with(typed)
    if len(found) == 1:
        return BankSearch(found[0])
    return BankSearch(candidates=tuple(found or _close_to(typed))[:MOST_CANDIDATES])


def _bank(entry: dict[str, Any]) -> Bank:
    formerly, also = (tuple(entry.pop(name, ())) for name in ("formerly", "also"))
    return Bank(**entry, formerly=formerly, also=also)


def _words(text: str) -> Words:
    return tuple(_GENERIC.sub(" ", fold(text)).split()[:_MOST_WORDS])


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, list[Bank]]:
    """Spelling without spaces → the banks it can mean: `saigon` begins the names of four."""
    all_words = [(words, bank) for bank in banks() for words in bank.spellings()]
    return {
        "".join(words): _unique([bank for longer, bank in all_words if longer[: len(words)] == words])
        for words, _ in all_words
    }


def _unique(found: list[Bank]) -> list[Bank]:
    return list(dict.fromkeys(found))


def _named_in(words: Words) -> list[Bank]:
    """The banks named by whole words of the text; a longer name hides the shorter ones inside it."""
    known = _by_spelling()
    runs = [(start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    named = {run: known["".join(words[slice(*run)])] for run in runs if "".join(words[slice(*run)]) in known}
    widest = [
        found
        for (start, end), found in named.items()
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in named)
    ]
    shared = [bank for bank in banks() if widest and all(bank in found for found in widest)]
    return shared or _unique([bank for found in widest for bank in found])


def _without_bank(typed: str) -> list[Bank]:
    """`vp` for VPBank; `viet` begins too many names to be VietBank."""
    bare = typed.removesuffix("bank")
    if len(bare) < 2 or f"{bare}bank" not in _by_spelling():
        return []
    return _unique(_by_spelling()[f"{bare}bank"] + _beginning_with(bare))


def _beginning_with(typed: str) -> list[Bank]:
    """The banks whose spelling begins so, when it is long enough to mean something."""
    if len(typed) < 3:
        return []
    return _unique([bank for spelling, found in _by_spelling().items() if spelling.startswith(typed) for bank in found])


def _close_to(typed: str) -> list[Bank]:
    close = difflib.get_close_matches(typed, _by_spelling(), n=MOST_CANDIDATES, cutoff=_CLOSE)
    return _unique([bank for spelling in close for bank in _by_spelling()[spelling]])
