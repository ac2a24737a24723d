"""The help desk as its operators see it, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.desk import COUNTER, open_desk
from tests.connectors.desk.console import Console

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def console(fresh_url: str, var_dir: Path) -> AsyncIterator[Console]:
    console = Console(Settings(var_dir=var_dir), fresh_url)
    await console.start()
    yield console
    await console.stop()


@pytest_asyncio.fixture
async def desk_page(browser: Browser, console: Console) -> AsyncIterator[Page]:
    """`lan` on a phone."""
    page = await open_desk(browser, console, "lan", PHONE)
    yield page
    await page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_nothing_sticks_out_sideways(browser: Browser, console: Console, viewport: ViewportSize) -> None:
    page = await open_desk(browser, console, "quan", viewport)
    for path in ("/desk/account", "/desk/trail"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    await page.context.close()


async def test_logging_out_leaves_nothing_behind(desk_page: Page) -> None:
    await expect(desk_page.get_by_role("heading", name="Bác cần giúp việc gì?")).to_be_visible()
    await desk_page.get_by_role("button", name="Đăng xuất").click()
    await desk_page.wait_for_url("**/desk/login")
    await desk_page.go_back()
    await expect(desk_page.get_by_label("Mật khẩu")).to_be_visible()
