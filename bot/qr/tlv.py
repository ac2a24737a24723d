"""EMVCo's fields (two digits of tag, two of length, the value) and their check digits, read strictly."""

from __future__ import annotations

import binascii
import re

CRC_TAG = "63"
_HEAD = re.compile(rb"[0-9]{4}")


class BrokenFields(ValueError):
    """The lengths do not add up, or a tag occurs twice."""


def split_fields(text: str) -> dict[str, str]:
    """Tag → value. Lengths count characters, or bytes of UTF-8 when only those add up. Raises BrokenFields."""
    try:
        return {tag: value.decode("utf-32-le") for tag, value in _split(text.encode("utf-32-le"), 4).items()}
    except BrokenFields:
        pieces = _split(text.encode(), 1)
    try:
        return {tag: value.decode() for tag, value in pieces.items()}
    except UnicodeDecodeError as error:
        raise BrokenFields from error


def _split(data: bytes, width: int) -> dict[str, bytes]:
    """`data` in characters of `width` bytes."""
    fields: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        head = data[at : at + 4 * width][::width]
        if not _HEAD.fullmatch(head):
            raise BrokenFields
        tag, start = head[:2].decode(), at + 4 * width
        at = start + int(head[2:]) * width
        if at > len(data) or tag in fields:
            raise BrokenFields
        fields[tag] = data[start:at]
    return fields


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected) of the UTF-8 bytes, as four digits `0A1F`."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def crc_is_right(text: str) -> bool:
    """Whether the text ends in tag 63 with the check digits of all that stands before them."""
    return text[-8:-4] == f"{CRC_TAG}04" and text[-4:].upper() == crc16(text[:-4])
