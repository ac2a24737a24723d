"""Photos that a citizen was asked for, from the platform's own address."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.errors import CannotReach
from connectors.http import Http

LARGEST = 10 * 1024 * 1024
"""Bytes; bot.qr opens no larger ones."""


async def load_photo(http: Http, address: str) -> bytes:
    """The bytes of a photo, at most one more than LARGEST. Raises SendLater, CannotReach; neither names the address."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise CannotReach("the platform gave no address of the photo")
    status, photo = await http.call("GET", address, most=LARGEST)
    if status != 200:
        raise CannotReach(f"the photo's server answers {status}")
    return photo
