"""Operators' browsers."""

from __future__ import annotations

from playwright.async_api import Browser, Page, ViewportSize

from tests.connectors.desk.console import PASSWORD, Console

COUNTER: ViewportSize = {"width": 1280, "height": 800}


async def open_desk(browser: Browser, console: Console, login: str, viewport: ViewportSize) -> Page:
    """A browser of its own, logged in by the form."""
    context = await browser.new_context(base_url=console.url, viewport=viewport)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto("/desk")
    await page.get_by_label("Tên đăng nhập").fill(login)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
    await page.wait_for_url("**/desk/assist")
    return page
