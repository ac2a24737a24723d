"""The official domains, and the ways a name is made to look like one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional

from ruamel.yaml import YAML

from bot.privacy.view import LOOKALIKES, View
from bot.privacy.words import words
from bot.text import strip_diacritics

FILE = Path(__file__).resolve().parents[2] / "guides" / "lists" / "official_domains.yml"

SHORTENERS = words(
    """bit.ly tinyurl.com t.ly goo.gl is.gd cutt.ly rb.gy shorturl.at ow.ly tiny.cc t.co s.id v.gd rebrand.ly bom.so
    shorten.asia byvn.net urlvn.net link1s.com shorturl.asia tinyurl.vn by.com.vn s.net.vn lnk.bio qr.page qrco.de
    surl.li soo.gd clck.ru bitly.com tiny.one gg.gg u.to shope.ee s.shopee.vn forms.gle"""
)
"""Services that hide the real address behind a short one."""

_FOREIGN_STATE = re.compile(r"(?:^|\.)gov(?:\.[a-z]{2})?$")
_LEET = str.maketrans("013457@", "oleasta")
_LONG_WORD = 5
_VERY_LONG_WORD = 9


@dataclass(frozen=True)
class Official:
    """One official domain: whose it is, and the words that impostors copy."""

    domain: str
    name: str
    imitated: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def officials(path: Path = FILE) -> tuple[Official, ...]:
    """The list in `guides/lists/official_domains.yml`, the most specific domain first."""
    rows = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    found = [Official(row["domain"], row["name"], tuple(row.get("imitated", ()))) for row in rows]
    return tuple(sorted(found, key=lambda official: -official.domain.count(".")))


def official_of(host: str) -> Optional[Official]:
    """Whose domain it is: the listed one, or one below it."""
    return next((one for one in officials() if host == one.domain or host.endswith("." + one.domain)), None)


def is_shortener(host: str) -> bool:
    """Whether a link shortener runs at this host."""
    return host.removeprefix("www.") in SHORTENERS


def imitated(host: str) -> Optional[Official]:
    """The official whose name this host, not being official itself, is made to look like."""
    plain = _readable(host)
    labels = plain.removeprefix("www.").split(".")
    state = next(one for one in officials() if one.domain == "gov.vn")
    for official in officials():
        if f".{official.domain}." in f".{plain}." or official.domain.replace(".", "-") in plain:
            return official
        if any(_copies(label, word) for label in labels[:-1] for word in official.imitated):
            return official
    parts = re.split(r"[.-]", plain)
    return state if "gov" in parts and not _FOREIGN_STATE.search(plain) else None


def is_disguised(host: str) -> bool:
    """Whether letters of other scripts, or the code for them (`xn--`), are in the host."""
    return "xn--" in host or any(char in LOOKALIKES for char in host)


def _readable(host: str) -> str:
    """The host as the eye reads it: look-alike letters and figures as the Latin ones they stand for."""
    labels = [_decoded(label) for label in host.split(".")]
    return strip_diacritics(View(".".join(labels)).plain)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _copies(label: str, word: str) -> bool:
    """Whether a part of a host is the word, holds it, or is a slip of the finger away from it."""
    readings = {label, label.translate(_LEET), label.replace("1", "i")}
    for reading in readings:
        pieces = {*reading.split("-"), reading.replace("-", "")}
        if word in pieces:
            return True
        if len(word) >= _LONG_WORD and word in reading.replace("-", ""):
            return True
        slips = 2 if len(word) >= _VERY_LONG_WORD else 1
        if len(word) >= _LONG_WORD and any(_within(piece, word, slips) for piece in pieces):
            return True
    return False


def _within(one: str, other: str, most: int) -> bool:
    """Whether at most so many letters are added, left out, changed or swapped with the next (OSA distance)."""
    if abs(len(one) - len(other)) > most:
        return False
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1] <= most
