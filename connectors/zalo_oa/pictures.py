"""Pictures, uploaded once a week: Zalo keeps an upload for 7 days, and allows 5,000 a month."""

from __future__ import annotations

from datetime import timedelta
from typing import Optional

from bot.errors import BotError
from bot.storage.uploads import Uploads
from connectors.http import Http, Unreachable
from connectors.zalo_oa.client import Client

KEPT_FOR = timedelta(days=6, hours=12)
"""Shorter than Zalo keeps them, so that one does not expire on its way."""

LARGEST = 1024 * 1024
"""Bytes."""

_KINDS = {b"\xff\xd8\xff": ("picture.jpg", "image/jpeg"), b"\x89PNG\r\n\x1a\n": ("picture.png", "image/png")}


class NoPicture(BotError):
    """A picture that cannot be sent: not there, too large, or neither JPEG nor PNG."""


class Pictures:
    """Attachment ids of pictures on the web."""

    def __init__(self, http: Http, client: Client, uploads: Uploads) -> None:
        self._http = http
        self._client = client
        self._uploads = uploads

    async def attachment(self, url: str) -> str:
        """The attachment id for the picture at `url`. Raises NoPicture, ApiError, SendLater."""
        found = await self._uploads.find(url, KEPT_FOR)
        if found is not None:
            return found
        picture = await self._load(url)
        kind = next((kind for first, kind in _KINDS.items() if picture.startswith(first)), None)
        if kind is None:
            raise NoPicture("neither JPEG nor PNG")
        attachment = await self._client.upload(picture, *kind)
        await self._uploads.keep(url, attachment)
        return attachment

    async def forget(self, url: str) -> None:
        """Zalo does not know the upload any more."""
        await self._uploads.drop(url)

    async def _load(self, url: str) -> bytes:
        problem: Optional[str] = None
        try:
            status, picture = await self._http.call("GET", url, most=LARGEST)
        except Unreachable as error:
            raise NoPicture(str(error)) from None
        if status != 200:
            problem = f"its server answers {status}"
        elif len(picture) > LARGEST:
            problem = "larger than 1 MB"
        if problem:
            raise NoPicture(problem)
        return picture
