"""A citizen on any platform, for conversations through a whole installation."""

from __future__ import annotations

import asyncio

import psycopg

from bot.messages import Button, Kind, Reply
from tests.platforms import Platform


class Citizen:
    """One conversation on a platform: each turn waits until all its replies went out."""

    def __init__(self, platform: Platform, url: str, number: int) -> None:
        self._platform = platform
        self._url = url
        self._number = number
        self._turns = 0
        self._read = 0
        self.last: list[Reply] = []

    async def say(self, text: str) -> list[Reply]:
        await self._platform.say(self._number, text)
        return await self._wait()

    async def show(self, kind: Kind) -> list[Reply]:
        await self._platform.show(self._number, kind)
        return await self._wait()

    async def send_photo(self, photo: bytes) -> list[Reply]:
        await self._platform.send_photo(self._number, photo)
        return await self._wait()

    async def forgets(self, title: str) -> list[Reply]:
        """Takes an option after which nothing is left but the turn that says so."""
        button = self.button(title)
        self._turns, self._read = 0, self._read if self._platform.name != "web" else 0
        return await self.press(button)

    async def tap(self, title: str) -> list[Reply]:
        return await self.press(self.button(title))

    async def press(self, button: Button) -> list[Reply]:
        await self._platform.tap(self._number, button)
        return await self._wait()

    def button(self, title: str) -> Button:
        found = [button for reply in self.last for button in reply.buttons if button.title == title]
        assert found, f"no «{title}» in {self.last}"
        return found[0]

    async def stay_away(self, seconds: float) -> None:
        """The last turn was so long ago."""
        change = "UPDATE conversations SET last_at = last_at - make_interval(secs => %s) WHERE id = %s"
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(change, (seconds, self._platform.conversation(self._number)))

    async def _wait(self) -> list[Reply]:
        self._turns += 1
        conversation = self._platform.conversation(self._number)
        statement = (
            "SELECT (SELECT count(*) FROM turns WHERE conversation = %(id)s),"
            " (SELECT count(*) FROM replies WHERE conversation = %(id)s AND sent_at IS NULL)"
        )
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            for _ in range(2000):
                row = await (await connection.execute(statement, {"id": conversation})).fetchone()
                if row == (self._turns, 0):
                    break
                await asyncio.sleep(0.005)
            assert row == (self._turns, 0), f"{row}, not ({self._turns}, 0)"
        everything = await self._platform.read(self._number)
        self.last, self._read = everything[self._read :], len(everything)
        return self.last
