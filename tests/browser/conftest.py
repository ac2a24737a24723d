"""Fixtures that drive Debian's chromium; without it these tests are skipped, by name."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bot.storage.turns import Turns
from tests.stubs.web_gateway import WebGateway, echo

PHONE: ViewportSize = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where chromium is."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    return path


@pytest_asyncio.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests; each opens contexts of its own, with cookies and storage of their own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def gateway(turns: Turns) -> AsyncIterator[WebGateway]:
    """The real gateway; its worker repeats what it hears until a test says otherwise."""
    gateway = WebGateway(turns, echo)
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture
async def phone(browser: Browser, gateway: WebGateway) -> AsyncIterator[BrowserContext]:
    """A small phone: cookies and storage of its own."""
    context = await browser.new_context(base_url=gateway.url, viewport=PHONE)
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest_asyncio.fixture
async def page(phone: BrowserContext) -> AsyncIterator[Page]:
    """The chat page, open; the test fails on any error of its scripts and on anything its CSP stopped."""
    page = await phone.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    await page.goto("/")
    yield page
    assert not wrong
