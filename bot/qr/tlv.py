"""EMVCo's fields (two digits of tag, two of length, the value) and their check digits, read strictly."""

from __future__ import annotations

import binascii
import re

CRC_TAG = "63"
_HEAD = re.compile(r"[0-9]{4}")


class BrokenFields(ValueError):
    """The lengths do not add up, or a tag occurs twice."""


def split_fields(text: str) -> dict[str, str]:
    """Tag → value. Lengths count characters, or bytes of UTF-8 when only those add up. Raises BrokenFields."""
    try:
        return _split(text)
    except BrokenFields:
        pieces = _split(text.encode().decode("latin-1"))  # one character a byte
    try:
        return {tag: value.encode("latin-1").decode() for tag, value in pieces.items()}
    except UnicodeDecodeError as error:
        raise BrokenFields from error


def _split(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        head, start = text[at : at + 4], at + 4
        if not _HEAD.fullmatch(head):
            raise BrokenFields
        at = start + int(head[2:])
        if at > len(text) or head[:2] in fields:
            raise BrokenFields
        fields[head[:2]] = text[start:at]
    return fields


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected) of the UTF-8 bytes, as four digits `0A1F`."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def crc_is_right(text: str) -> bool:
    """Whether the text ends in tag 63 with the check digits of all that stands before them."""
    return text[-8:-4] == f"{CRC_TAG}04" and text[-4:].upper() == crc16(text[:-4])
