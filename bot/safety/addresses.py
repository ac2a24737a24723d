"""Finds web addresses in a pasted message, also those written to slip through (`hxxp`, `[.]`, ` chấm `)."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.cleaning import clean
from bot.privacy.words import words
from bot.text import strip_diacritics

_DOTS = re.compile(r" ?[\[({] ?(?:\.|dot|chấm|cham) ?[\])}] ?|(?<=[\w-]) (?:chấm|cham|dot|\.) (?=[\w-])", re.IGNORECASE)
_SCHEME = re.compile(r"h(?:tt|xx|\*\*)p(s?) ?(?::|\[:\]) ?/ ?/ ?", re.IGNORECASE)
_STARTS = re.compile(r"https?://|www\.", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_EDGES = ".,;:!?)(]['\"“”‘’«»<>…*"
_LONGEST = 2048

_TOP = words(
    """vn com net org info top xyz vip cc club online site shop link app io biz asia live store icu cyou buzz click tk
    ml ga cf gq mobi pro gov edu tech cloud website space win bid loan press life fun sbs cfd bond lol rest monster
    today world page ly gl gg gd at ws pw ru cn us uk eu sg jp kr de fr hk tw th kh"""
)
"""Ends of a bare domain that are taken for one; with `http`, `www` or a path any end will do."""


@dataclass(frozen=True)
class Address:
    """A web address as it was pasted: `host` in lower case, `path` with its slash, `scheme` if any was written.

    `hidden`: characters nobody sees were in it; `userinfo`: something stood before an @ in front of the host.
    """

    host: str
    path: str = ""
    scheme: str = ""
    hidden: bool = False
    userinfo: bool = False


def addresses(text: str) -> Iterator[Address]:
    """Every address in `text`, in order, each host and path once."""
    seen: set[tuple[str, str]] = set()
    for word in _DOTS.sub(".", _SCHEME.sub(r" http\1://", text)).split():
        address = _read(word[:_LONGEST])
        if address is not None and (address.host, address.path) not in seen:
            seen.add((address.host, address.path))
            yield address


def is_ip(host: str) -> bool:
    """Whether the host is a number instead of a name: `103.45.67.89`, `[::1]`, `1734567890`, `0x67.1.2.3`."""
    bare = host.strip("[]")
    if bare.isdigit() or re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){1,3}", bare):
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def _read(word: str) -> Address | None:
    plain = clean(word).strip(_EDGES)
    started = _STARTS.search(plain)
    if started is not None:
        plain = plain[started.start() :]
    scheme, _, rest = plain.partition("://") if "://" in plain else ("", "", plain)
    authority, path = _split(rest)
    userinfo, _, host = authority.rpartition("@")
    host = re.sub(r":\d{1,5}$", "", host).lower().strip(".")
    if (userinfo and not scheme) or not _is_host(host, path, bool(scheme) or started is not None):
        return None
    hidden = clean(word) not in unicodedata.normalize("NFC", word)
    return Address(host, path, scheme.lower(), hidden, bool(userinfo))


def _split(rest: str) -> tuple[str, str]:
    end = re.search(r"[/?#\\]", rest)
    return (rest[: end.start()], rest[end.start() :]) if end else (rest, "")


def _is_host(host: str, path: str, announced: bool) -> bool:
    labels = host.split(".")
    if is_ip(host):
        return announced or (len(labels) == 4 and (bool(path) or any(len(label) == 3 for label in labels)))
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if announced or labels[-1] in ("apk", "xapk"):
        return True
    if strip_diacritics(host) != host and not path:
        return False  # a sentence without a space behind its full stop
    last = labels[-1]
    known = last in _TOP or (len(path) > 1 and len(last) > 1 and last.isalpha() and last.isascii())
    return known and not labels[-2].isdigit()
