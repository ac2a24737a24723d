"""Pictures that were uploaded to a platform, by their address: they are not uploaded again while it keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Optional

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import zalo_uploads


class Uploads:
    """The uploads to Zalo's Official Account."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(self, picture: str, kept_for: timedelta) -> Optional[str]:
        """The attachment id of an upload that is younger than `kept_for`."""
        since = datetime.now(timezone.utc) - kept_for
        query = select(zalo_uploads.c.attachment_id).where(
            zalo_uploads.c.picture == picture, zalo_uploads.c.uploaded_at > since
        )
        async with self._engine.connect() as connection:
            found: Optional[str] = (await connection.execute(query)).scalar()
        return found

    async def keep(self, picture: str, attachment_id: str) -> None:
        """Remembers an upload made now."""
        new = {"attachment_id": attachment_id, "uploaded_at": datetime.now(timezone.utc)}
        change = insert(zalo_uploads).values(picture=picture, **new)
        async with self._engine.begin() as connection:
            await connection.execute(change.on_conflict_do_update(index_elements=["picture"], set_=new))

    async def drop(self, picture: str) -> None:
        """The platform no longer has it."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(zalo_uploads).where(zalo_uploads.c.picture == picture))
