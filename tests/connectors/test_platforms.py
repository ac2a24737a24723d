"""The same conversations through every platform: what a citizen reads, and where options lead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.messages import Kind, Reply
from bot.settings import Settings
from connectors import CONNECTORS
from tests.installation import Installation
from tests.plain_mind import PlainMind
from tests.platform_citizen import Citizen
from tests.platforms import PLATFORMS, Platform

pytestmark = pytest.mark.thorough

TITLE = "Quên mật khẩu, quên passcode VNeID"
LAN, BA = 1001, 1002


@pytest_asyncio.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    platform: Platform = request.param()
    await platform.start()
    yield platform
    await platform.stop()


@pytest_asyncio.fixture
async def citizens(platform: Platform, fresh_url: str, var_dir: Path) -> AsyncIterator[list[Citizen]]:
    """Two of them, of a running installation."""
    settings = Settings(secret_key="key", var_dir=var_dir, **platform.settings())
    installation = Installation(settings, fresh_url, PlainMind())
    installation.settings = installation.settings.copy(update={"public_url": installation.url})
    await installation.start()
    await platform.meet(installation.url)
    yield [Citizen(platform, fresh_url, number) for number in (LAN, BA)]
    await installation.stop()


def text(replies: list[Reply]) -> str:
    return "\n\n".join("\n".join(filter(None, [reply.title, reply.text])) for reply in replies)


def titles(replies: list[Reply]) -> list[str]:
    return [button.title for reply in replies for button in reply.buttons]


def test_every_connector_is_here() -> None:
    assert len(PLATFORMS) == len(CONNECTORS)


async def test_through_a_guide(platform: Platform, citizens: list[Citizen]) -> None:
    lan = citizens[0]
    opening = await lan.say(TITLE)
    assert len(opening) == (1 if platform.packs else 2), "introduction and opening"
    assert (
        text(opening).index("máy trả lời tự động") < text(opening).index(TITLE) < text(opening).index("Kiểm tra ngày")
    )
    assert titles(opening)[:2] == ["Bắt đầu", "Xem tất cả các bước"]
    assert "Bác quên cái nào" in text(await lan.tap("Bắt đầu"))
    assert "SIM" in text(await lan.tap("Quên mật khẩu đăng nhập"))
    first = await lan.tap("Còn dùng")
    assert "Bước 1/4" in text(first)
    assert titles(first) == ["Tiếp", "Vướng ở bước này", "Xem tất cả"]
    assert "Bước 2/4" in text(await lan.tap("Tiếp"))
    assert "Bước 1/4" in text(await lan.tap("Trước"))
    assert "Bước 4/4" in text(await lan.say("bước 4"))
    assert "Vậy là xong" in text(await lan.tap("Xong rồi"))


async def test_numbers_and_labels_pick_an_option_everywhere(platform: Platform, citizens: list[Citizen]) -> None:
    lan = citizens[0]
    menu = await lan.say("xin chào")
    assert len(titles(menu)) == 6, "more than an Official Account has buttons"
    assert "Bác cần việc nào" in text(await lan.say("5"))
    assert titles(await lan.say("chọn số 1"))[0] == "Bắt đầu", "the first guide of the topic"
    await lan.say(TITLE)
    assert "Bác quên cái nào" in text(await lan.say("bat dau"))
    assert "SIM" in text(await lan.say("1"))
    assert "từ 1 đến" in text(await lan.say("9"))


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one.has_buttons], indirect=True)
async def test_a_button_tapped_twice_or_late_leads_where_it_said(platform: Platform, citizens: list[Citizen]) -> None:
    lan = citizens[0]
    await lan.say(TITLE)
    begin = lan.button("Bắt đầu")
    for option in ("Bắt đầu", "Quên mật khẩu đăng nhập", "Còn dùng"):
        await lan.tap(option)
    onward = lan.button("Tiếp")
    for _ in range(2):
        assert "Bước 2/4" in text(await lan.press(onward))
    await lan.say("xin chào")
    assert "Bước 2/4" in text(await lan.press(onward))
    assert "Bước" in text(await lan.press(begin))


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one.name != "web"], indirect=True)
async def test_other_things_than_words(platform: Platform, citizens: list[Citizen]) -> None:
    lan = citizens[0]
    assert "ảnh" in text(await lan.show(Kind.PHOTO))
    assert "thoại" in text(await lan.show(Kind.VOICE))


async def test_citizens_do_not_disturb_each_other(platform: Platform, citizens: list[Citizen]) -> None:
    lan, ba = citizens
    await asyncio.gather(lan.say(TITLE), ba.say("xin chào"))
    await asyncio.gather(lan.tap("Bắt đầu"), ba.say("2"))
    assert "Bác quên cái nào" in text(lan.last)
    assert "Bác cần việc nào" in text(ba.last)


async def test_what_is_not_understood_is_admitted(platform: Platform, citizens: list[Citizen]) -> None:
    answer = await citizens[0].say("abracadabra")
    assert "chưa hiểu" in text(answer)
    assert len(titles(answer)) == 6
