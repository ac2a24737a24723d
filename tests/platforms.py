"""Every platform as a citizen uses it: says things, taps buttons (or types their number), reads what comes back."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from abc import ABC, abstractmethod
from dataclasses import fields
from typing import Any, Optional

import aiohttp

from bot.messages import Button, Kind, Reply
from connectors.packing import TYPE_A_NUMBER
from tests.stubs import zalo_oa_events as events
from tests.stubs.telegram import TelegramStub
from tests.stubs.zalo_bot import ZaloBotStub
from tests.stubs.zalo_oa import ZaloOAStub
from tests.stubs.zalo_oa_events import APP_ID, OA_SECRET
from tests.stubs.zalo_oa_login import APP_SECRET

_OPTION = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)


class Platform(ABC):
    """One platform and its citizens, who are numbers from 1."""

    name: str
    packs = True
    """Whether a turn comes as one message."""
    has_buttons = True
    """Whether an old button can still be tapped."""

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """What switches the connector on."""

    @abstractmethod
    async def start(self) -> None:
        """Before the installation."""

    @abstractmethod
    async def meet(self, url: str) -> None:
        """The installation listens at `url`."""

    @abstractmethod
    async def stop(self) -> None:
        """After the installation."""

    @abstractmethod
    def conversation(self, citizen: int) -> str:
        """Its id."""

    @abstractmethod
    async def say(self, citizen: int, text: str) -> None:
        """Writes."""

    @abstractmethod
    async def show(self, citizen: int, kind: Kind) -> None:
        """Sends a photo, a sticker …"""

    @abstractmethod
    async def send_photo(self, citizen: int, photo: bytes) -> None:
        """Sends this photo."""

    @abstractmethod
    async def pictures(self, citizen: int) -> list[bytes]:
        """The pictures and files that the citizen has got."""

    @property
    @abstractmethod
    def fetched(self) -> int:
        """How many photos the bot has loaded."""

    @abstractmethod
    async def tap(self, citizen: int, button: Button) -> None:
        """Takes an option."""

    @abstractmethod
    async def read(self, citizen: int) -> list[Reply]:
        """All that the citizen has seen."""


def numbered(text: str) -> tuple[Button, ...]:
    """The options that stand in a text; their payload is their number."""
    _, found, options = text.partition(TYPE_A_NUMBER)
    return tuple(Button(title, number) for number, title in _OPTION.findall(options)) if found else ()


class Telegram(Platform):
    """The Bot API."""

    name = "telegram"
    packs = False

    def __init__(self) -> None:
        self.stub = TelegramStub(second=0.01, patience=5.0)

    def settings(self) -> dict[str, str]:
        return {"telegram_bot_token": self.stub.token, "telegram_api_url": self.stub.url}

    async def start(self) -> None:
        await self.stub.start()

    async def meet(self, url: str) -> None:
        while self.stub.webhook is None:
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        await self.stub.stop()

    def conversation(self, citizen: int) -> str:
        return f"telegram:{citizen}"

    async def say(self, citizen: int, text: str) -> None:
        await self.stub.say(citizen, text)

    async def show(self, citizen: int, kind: Kind) -> None:
        file = {"file_id": "A", "file_unique_id": "B"}
        content: dict[Kind, dict[str, Any]] = {
            Kind.PHOTO: {"photo": [{**file, "width": 90, "height": 67}]},
            Kind.VOICE: {"voice": {**file, "duration": 2}},
            Kind.LOCATION: {"location": {"latitude": 10.36, "longitude": 106.36}},
            Kind.FILE: {"document": file},
        }
        await self.stub.show(citizen, **content[kind])

    async def send_photo(self, citizen: int, photo: bytes) -> None:
        self.stub.photos["sent"] = photo
        file = {"file_id": "sent", "file_unique_id": "B", "width": 900, "height": 900}
        await self.stub.show(citizen, photo=[{**file, "file_id": "small"}, file])

    async def pictures(self, citizen: int) -> list[bytes]:
        return [sent.file for sent in self.stub.sent if sent.chat_id == citizen and sent.file]

    @property
    def fetched(self) -> int:
        return len(self.stub.fetched)

    async def tap(self, citizen: int, button: Button) -> None:
        await self.stub.tap(citizen, button.payload)

    async def read(self, citizen: int) -> list[Reply]:
        return [
            Reply(sent.text, None, tuple(Button(*button) for row in sent.buttons for button in row), sent.picture)
            for sent in self.stub.sent
            if sent.chat_id == citizen
        ]


class OfficialAccount(Platform):
    """Zalo's Official Account."""

    name = "zalo"

    def __init__(self) -> None:
        self.stub = ZaloOAStub()

    def settings(self) -> dict[str, str]:
        return {
            "zalo_oa_app_id": APP_ID,
            "zalo_oa_app_secret": APP_SECRET,
            "zalo_oa_secret_key": OA_SECRET,
            "zalo_oa_refresh_token": self.stub.login.refresh,
            "zalo_oa_api_url": self.stub.url,
            "zalo_oa_oauth_url": self.stub.url,
        }

    async def start(self) -> None:
        await self.stub.start()

    async def meet(self, url: str) -> None:
        self.stub.webhook = f"{url}/webhooks/zalo-oa"

    async def stop(self) -> None:
        await self.stub.stop()

    def conversation(self, citizen: int) -> str:
        return f"zalo:{citizen}"

    async def say(self, citizen: int, text: str) -> None:
        assert await self.stub.say(text, str(citizen)) == 200

    async def show(self, citizen: int, kind: Kind) -> None:
        name = {Kind.PHOTO: "image", Kind.VOICE: "audio", Kind.LOCATION: "location", Kind.FILE: "file"}[kind]
        await self.stub.deliver(events.sent(f"user_send_{name}", str(citizen)))

    async def send_photo(self, citizen: int, photo: bytes) -> None:
        self.stub.pictures["sent.jpg"] = photo
        url = f"{self.stub.url}/pictures/sent.jpg"
        attachment = {"type": "image", "payload": {"thumbnail": url, "url": url}}
        await self.stub.deliver(events.sent("user_send_image", str(citizen), attachment))

    async def pictures(self, citizen: int) -> list[bytes]:
        return [sent.picture for sent in self.stub.sent if sent.user == str(citizen) and sent.picture]

    @property
    def fetched(self) -> int:
        return len(self.stub.fetched)

    async def tap(self, citizen: int, button: Button) -> None:
        await self.say(citizen, button.payload)

    async def read(self, citizen: int) -> list[Reply]:
        return [
            Reply(
                sent.text,
                None,
                tuple(Button(one["title"], one["payload"]) for one in sent.buttons) or numbered(sent.text),
                "picture" if sent.picture else None,
            )
            for sent in self.stub.sent
            if sent.user == str(citizen)
        ]


class BotPlatform(Platform):
    """Zalo's Bot Platform."""

    name = "zalobot"
    has_buttons = False

    def __init__(self) -> None:
        self.stub = ZaloBotStub()

    def settings(self) -> dict[str, str]:
        return {"zalo_bot_token": self.stub.token, "zalo_bot_api_url": self.stub.url}

    async def start(self) -> None:
        await self.stub.start()

    async def meet(self, url: str) -> None:
        while not self.stub.webhook:
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        await self.stub.stop()

    def conversation(self, citizen: int) -> str:
        return f"zalobot:chat{citizen}"

    async def say(self, citizen: int, text: str) -> None:
        await self.stub.say(text, f"chat{citizen}", f"chat{citizen}")

    async def show(self, citizen: int, kind: Kind) -> None:
        name = {Kind.PHOTO: "image", Kind.VOICE: "voice"}.get(kind, "unsupported")
        await self.stub.deliver(self.stub.update(name, f"chat{citizen}", f"chat{citizen}"))

    async def send_photo(self, citizen: int, photo: bytes) -> None:
        self.stub.photos["sent.jpg"] = photo
        chat = f"chat{citizen}"
        update = self.stub.update("image", chat, chat, photo=f"{self.stub.url}/photos/sent.jpg", caption="")
        await self.stub.deliver(update)

    async def pictures(self, citizen: int) -> list[bytes]:
        shown = [sent.picture for sent in self.stub.sent if sent.chat == f"chat{citizen}" and sent.picture]
        async with aiohttp.ClientSession() as session:
            return [await (await session.get(url)).read() for url in shown]

    @property
    def fetched(self) -> int:
        return len(self.stub.fetched)

    async def tap(self, citizen: int, button: Button) -> None:
        await self.say(citizen, button.payload)

    async def read(self, citizen: int) -> list[Reply]:
        return [
            Reply(sent.text, None, numbered(sent.text), sent.picture)
            for sent in self.stub.sent
            if sent.chat == f"chat{citizen}"
        ]


class WebPage(Platform):
    """The page's own calls, without a browser."""

    name = "web"
    packs = False

    def __init__(self) -> None:
        self._url = ""
        self._session: Optional[aiohttp.ClientSession] = None
        self._count = 0

    def settings(self) -> dict[str, str]:
        return {}

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def meet(self, url: str) -> None:
        self._url = url

    async def stop(self) -> None:
        assert self._session is not None
        await self._session.close()

    def conversation(self, citizen: int) -> str:
        return "web:" + hashlib.sha256(_cookie(citizen).encode()).hexdigest()[:32]

    async def say(self, citizen: int, text: str) -> None:
        await self._post(citizen, text=text)

    async def show(self, citizen: int, kind: Kind) -> None:
        raise NotImplementedError("the page sends words and photos that were asked for")

    async def send_photo(self, citizen: int, photo: bytes) -> None:
        assert self._session is not None
        self._count += 1
        headers = {"Cookie": f"chat={_cookie(citizen)}", "X-Message-Id": str(self._count), "Content-Type": "image/jpeg"}
        async with self._session.post(f"{self._url}/chat/photos", data=photo, headers=headers) as response:
            assert response.status == 202

    async def pictures(self, citizen: int) -> list[bytes]:
        assert self._session is not None
        found = [one for raw in await self._events(citizen) for one in (raw.get("picture"), raw.get("sheet")) if one]
        return [await (await self._session.get(self._url + path)).read() for path in found]

    @property
    def fetched(self) -> int:
        return 0

    async def tap(self, citizen: int, button: Button) -> None:
        await self._post(citizen, payload=button.payload)

    async def read(self, citizen: int) -> list[Reply]:
        """What the stream gives until it is quiet."""
        known = {field.name for field in fields(Reply)}
        events = await self._events(citizen)
        return [Reply.from_json({name: one for name, one in event.items() if name in known}) for event in events]

    async def _events(self, citizen: int) -> list[dict[str, Any]]:
        assert self._session is not None
        headers = {"Cookie": f"chat={_cookie(citizen)}"}
        found: list[dict[str, Any]] = []
        async with self._session.get(f"{self._url}/chat/replies", headers=headers) as response:
            while True:
                try:
                    line = await asyncio.wait_for(response.content.readline(), 0.2)
                except asyncio.TimeoutError:
                    return found
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))

    async def _post(self, citizen: int, **content: str) -> None:
        assert self._session is not None
        self._count += 1
        headers = {"Cookie": f"chat={_cookie(citizen)}"}
        body = {"id": str(self._count), **content}
        async with self._session.post(f"{self._url}/chat/messages", json=body, headers=headers) as response:
            assert response.status == 202


def _cookie(citizen: int) -> str:
    return f"{citizen:043}"


PLATFORMS: list[type[Platform]] = [Telegram, OfficialAccount, BotPlatform, WebPage]
