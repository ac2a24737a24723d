"""Telegram's HTML as its servers read it: plain text and entities, or the reason why not."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any, Optional

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
"""Tags and the entity each becomes."""

_PIECES = re.compile(r"(<[^>]*>?)|(&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)|([^<&]+|&)")
_OPENING = re.compile(r"<([a-z-]+)(?:\s+href=\"([^\"<>]*)\")?>")
_NAME = re.compile(r"[^\s>]*")
_CLOSING = re.compile(r"</([a-z-]*)\s*>")


class CannotParse(Exception):
    """The reason, in the words of Telegram's servers."""


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities. Raises CannotParse."""
    reading = _Reading()
    for piece in _PIECES.finditer(source):
        tag, reference, words = piece.groups()
        if tag:
            reading.tag(tag, len(source[: piece.start()].encode()))
        else:
            reading.text += html.unescape(reference) if reference else words
    if reading.open:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{reading.open[-1].name}"')
    return reading.text, reading.entities


@dataclass
class _Open:
    name: str
    offset: int
    href: Optional[str]


@dataclass
class _Reading:
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def tag(self, tag: str, at: int) -> None:
        closing = _CLOSING.fullmatch(tag)
        if closing:
            self._close(closing.group(1), at)
            return
        name = _NAME.match(tag, 1)[0]  # type: ignore[index]  # matches at least nothing
        if tag == f"<{name}":
            raise CannotParse(f"Unclosed start tag at byte offset {at}")
        opening = _OPENING.fullmatch(tag)
        if opening is None or name not in TYPES:
            raise CannotParse(f'Unsupported start tag "{name}" at byte offset {at}')
        self.open.append(_Open(name, units(self.text), opening.group(2)))

    def _close(self, name: str, at: int) -> None:
        if not self.open:
            raise CannotParse(f"Unexpected end tag at byte offset {at}")
        begun = self.open.pop()
        if name not in ("", begun.name):
            raise CannotParse(f'Unmatched end tag at byte offset {at}, expected "</{begun.name}>", found "</{name}>"')
        entity = {"type": TYPES[begun.name], "offset": begun.offset, "length": units(self.text) - begun.offset}
        if begun.href is not None:
            entity["url"] = begun.href
        if entity["length"]:
            self.entities.append(entity)
