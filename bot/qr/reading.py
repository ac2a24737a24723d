"""Finds the QR codes in a photo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Optional

import zxingcpp

from bot.qr.pictures import Version, last_versions, open_picture, usual_versions

LONGEST_SEARCH = 4.0
"""Seconds after which no further version of the photo is tried."""

_FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode, zxingcpp.BarcodeFormat.RMQRCode]
)

Place = tuple[float, float]
"""The middle of a code, from the left and from the top, both from 0 to 1."""


@dataclass(frozen=True)
class FoundCode:
    """A QR code in a photo; its text is anybody's, and stays out of logs. `place` is None when it is not known."""

    text: str = field(repr=False)
    place: Optional[Place] = None


def read_codes(data: bytes) -> list[FoundCode]:
    """The different codes in a picture, from top to bottom and from left to right; empty when none can be read.

    Takes up to some seconds of one core: not for an event loop. Raises PictureError for what is no picture, or is too
    large.
    """
    picture = open_picture(data)
    until = monotonic() + LONGEST_SEARCH
    found = _search(usual_versions(picture), until, enough=None)
    if not found:
        found = _search(last_versions(picture), until, enough=1)
    return sorted(found.values(), key=_reading_order)


def _search(versions: Iterable[Version], until: float, enough: Optional[int]) -> dict[str, FoundCode]:
    found: dict[str, FoundCode] = {}
    for version in versions:
        for code in _look(version):
            found.setdefault(code.text, code)
        if monotonic() > until or (enough is not None and len(found) >= enough):
            break
    return found


def _look(version: Version) -> Iterable[FoundCode]:
    for code in zxingcpp.read_barcodes(version.image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain):
        corners = code.position
        across = (corners.top_left.x + corners.bottom_right.x) / 2 / version.image.width
        down = (corners.top_left.y + corners.bottom_right.y) / 2 / version.image.height
        yield FoundCode(code.text, (across, down) if version.upright else None)


def _reading_order(code: FoundCode) -> tuple[float, float]:
    """Codes in the same quarter of the height count as one line."""
    across, down = code.place or (0.0, 0.0)
    return round(down * 4), across
