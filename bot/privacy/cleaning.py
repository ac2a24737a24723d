"""Takes out of a message what nobody sees but machines stumble over."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = {"Cf", "Cc", "Cs"}
"""Unicode categories that are dropped: formats (zero width, direction, tags), controls, lone surrogates."""

_BLANK = {
    *map(chr, range(0xFE00, 0xFE10)),  # variation selectors
    *map(chr, range(0xE0100, 0xE01F0)),
    *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0",  # joiners and letters without a shape
}
_SUSPECT = re.compile(r"[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9\u2010-\u2027\u20ab]")
_SPACES = re.compile(r"[^\S\n]+|\u2800+")


def clean(text: str) -> str:
    """The message in NFC, without unseen characters, with single spaces; line breaks stay, as `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = unicodedata.normalize("NFC", _SUSPECT.sub(_seen, text))
    return _SPACES.sub(" ", text).strip()


def _seen(found: re.Match[str]) -> str:
    char = found.group()
    if char in "\u2028\u2029\x0b\x0c\x85":
        return "\n"
    return "" if char in _BLANK or unicodedata.category(char) in _UNSEEN else char
