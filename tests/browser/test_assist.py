"""Helping in person as an operator does it, in a real browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.settings import Settings
from connectors.desk.rendering import VIETNAM
from tests.browser.conftest import PHONE
from tests.browser.desk import COUNTER, open_desk
from tests.browser.test_chat_page import CONTRASTS
from tests.connectors.desk.console import Console

pytestmark = pytest.mark.browser

QUESTION = "bac nay quen mat khau vneid"
GUIDE = "Quên mật khẩu, quên passcode VNeID"


@pytest_asyncio.fixture
async def console(fresh_url: str, var_dir: Path) -> AsyncIterator[Console]:
    console = Console(Settings(var_dir=var_dir), fresh_url)
    await console.start()
    yield console
    await console.stop()


@pytest_asyncio.fixture
async def desk_page(browser: Browser, console: Console) -> AsyncIterator[Page]:
    """`lan` on a phone, at the main screen; the test fails on any error of its scripts."""
    page = await open_desk(browser, console, "lan", PHONE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    await page.goto("/desk/assist")
    yield page
    assert not wrong
    await page.context.close()


async def picture(page: Page, name: str) -> None:
    """A screenshot, when somebody wants to look: DESK_PICTURES names a folder."""
    folder = os.environ.get("DESK_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def to_a_step(page: Page) -> None:
    """Search, guide, first step."""
    await page.get_by_label("Gõ điều bác nói").fill(QUESTION)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=GUIDE).click()
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.get_by_role("button", name="Bắt đầu")).to_have_count(0)
    while not (await page.get_by_role("heading", level=1).inner_text()).startswith("Bước"):
        await page.locator(".now .ways button").first.click()
        await expect(page.locator("#assist[aria-busy]")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_from_the_question_to_the_next_person(browser: Browser, console: Console, viewport: ViewportSize) -> None:
    page = await open_desk(browser, console, "lan", viewport)
    name = "phone" if viewport is PHONE else "counter"
    await page.goto("/desk/assist")
    entries = await page.evaluate("history.length")
    await picture(page, f"assist-{name}-search")
    await page.get_by_label("Gõ điều bác nói").fill(QUESTION)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Có phải việc này?")
    await picture(page, f"assist-{name}-found")
    await page.get_by_role("button", name=GUIDE).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(GUIDE)
    await picture(page, f"assist-{name}-opening")
    await page.get_by_role("button", name="Tìm việc khác").click()
    await to_a_step(page)
    await picture(page, f"assist-{name}-step")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.url.endswith("/desk/assist")
    await page.get_by_text("Xong cho người này").click()
    await picture(page, f"assist-{name}-end")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Đã làm xong").click()
    await expect(page.get_by_text("Đã xong cho một người.")).to_be_visible()
    await expect(page.get_by_label("Gõ điều bác nói")).to_have_value("")
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])"
    assert await page.evaluate(kept) == "[{},{},null]"
    assert await page.evaluate("history.length") == entries  # no page of the person before to go back to
    assert GUIDE not in await page.content()
    await page.go_back()
    await page.goto("/desk/assist")
    assert GUIDE not in await page.content()
    await page.context.close()


async def test_everything_works_by_keyboard(desk_page: Page) -> None:
    await desk_page.keyboard.type(QUESTION)  # the field has the focus
    await desk_page.keyboard.press("Enter")
    await expect(desk_page.get_by_role("heading", level=1)).to_be_focused()
    for _ in range(12):
        await desk_page.keyboard.press("Tab")
        if await desk_page.evaluate("document.activeElement.textContent") == GUIDE:
            break
    await desk_page.keyboard.press("Enter")
    await expect(desk_page.get_by_role("heading", level=1)).to_have_text(GUIDE)
    await desk_page.keyboard.press("Tab")
    await expect(desk_page.get_by_role("button", name="Bắt đầu")).to_be_focused()


async def test_without_scripts_it_works_too(browser: Browser, console: Console) -> None:
    page = await open_desk(browser, console, "lan", PHONE)
    logged_in = await page.context.storage_state()
    context = await browser.new_context(
        base_url=console.url, viewport=PHONE, java_script_enabled=False, storage_state=logged_in
    )
    plain = await context.new_page()
    await plain.goto("/desk/assist")
    await plain.get_by_label("Gõ điều bác nói").fill(QUESTION)
    await plain.get_by_role("button", name="Tìm bài").click()
    await plain.get_by_role("button", name=GUIDE).click()
    await plain.get_by_text("Xong cho người này").click()
    await plain.get_by_role("button", name="Chuyển nơi khác").click()
    await expect(plain.get_by_text("Đã xong cho một người.")).to_be_visible()
    await plain.go_back()
    assert GUIDE not in await plain.content()  # going back shows where the desk is now
    await context.close()
    await page.context.close()


async def test_a_lost_network_is_told_and_leads_to_what_is_kept(desk_page: Page) -> None:
    await desk_page.route("**/desk/assist", lambda route: route.abort())
    await desk_page.get_by_role("button", name="Sổ sức khoẻ").click()
    await expect(desk_page.get_by_role("alert")).to_contain_text("Đang mất mạng")
    await desk_page.unroute("**/desk/assist")
    await desk_page.get_by_role("button", name="Sổ sức khoẻ").click()
    await expect(desk_page.get_by_role("heading", level=1)).to_have_text("Sổ sức khoẻ, bảo hiểm y tế")
    await expect(desk_page.locator("#lost")).to_be_hidden()


async def test_dictation_is_offered_where_the_browser_has_it(browser: Browser, console: Console) -> None:
    page = await open_desk(browser, console, "lan", PHONE)
    await page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition")
    await page.goto("/desk/assist")
    await expect(page.get_by_role("button", name="Nói")).to_be_hidden()
    await page.add_init_script(
        """window.SpeechRecognition = class extends EventTarget {
             start() { setTimeout(() => { const event = new Event("result");
               event.results = [[{ transcript: "quên mật khẩu vneid" }]]; window.spoken = this.lang;
               this.dispatchEvent(event); this.dispatchEvent(new Event("end")); }, 50); }
           }"""
    )
    await page.goto("/desk/assist")
    await page.get_by_role("button", name="Nói").click()
    await expect(page.get_by_role("button", name=GUIDE)).to_be_visible()
    assert await page.evaluate("window.spoken") == "vi-VN"
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_letters_stand_out(desk_page: Page, scheme: str) -> None:
    await desk_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await to_a_step(desk_page)
    await desk_page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    await picture(desk_page, f"assist-{scheme}")
    found: list[tuple[float, str]] = await desk_page.evaluate(CONTRASTS)
    assert len(found) > 12
    assert [pair for pair in found if pair[0] < 4.5] == []


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_the_sheet_is_printed_without_the_desk_around_it(
    browser: Browser, console: Console, viewport: ViewportSize
) -> None:
    page = await open_desk(browser, console, "lan", viewport)
    await page.goto("/desk/assist")
    await to_a_step(page)
    await page.get_by_role("link", name="Tờ mang về").click()
    await expect(page.get_by_role("button", name="In ra giấy A5")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, f"sheet-{'phone' if viewport is PHONE else 'counter'}")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_role("button", name="In ra giấy A5")).to_be_hidden()
    small = """[...document.querySelectorAll('.sheet *')].filter((one) => one.checkVisibility()
        && one.textContent.trim() && parseFloat(getComputedStyle(one).fontSize) < 16 * 4 / 3 - 0.01).length"""
    assert await page.evaluate(small) == 0
    await page.context.close()


# Without a network


async def until_kept(page: Page) -> None:
    """The service worker has the guides."""
    have = "caches.open('guides').then(cache => cache.keys()).then(keys => keys.length)"
    for _ in range(200):
        if await page.evaluate(have) > 60:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the guides are not kept")


async def test_guides_are_read_without_a_network_and_the_desk_is_not(browser: Browser, console: Console) -> None:
    page = await open_desk(browser, console, "lan", PHONE)
    await page.goto("/desk/assist")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await until_kept(page)
    kept = await page.evaluate(
        "caches.open('guides').then(cache => cache.keys()).then(keys => keys.map(key => new URL(key.url).pathname))"
    )
    assert all(path.startswith(("/desk/read", "/desk/static/", "/chat/")) for path in kept)
    await page.goto("/desk/read/vssid")
    await expect(page.locator("#kept")).to_be_hidden()
    await console.installation.stop_gateway()
    await page.goto("/desk/read/vneid_quen_mat_khau")
    today = datetime.now(VIETNAM)
    note = f"Đang xem bản đã lưu ngày {today.day}/{today.month}/{today.year}."
    await expect(page.locator("#kept")).to_have_text(note)
    await expect(page.get_by_role("heading", level=1)).to_have_text(GUIDE)
    await picture(page, "read-phone")
    await page.goto("/desk/assist")
    await expect(page.locator("#kept")).to_contain_text("Trang bạn mở cần có mạng")
    assert "Lan" not in await page.locator("header").inner_text()
    await page.get_by_label("Tìm theo tên bài").fill("quen mat khau vneid")
    await expect(page.locator("#count")).to_have_text("1 bài")
    await picture(page, "read-index-phone")
    await page.get_by_role("link", name=GUIDE).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(GUIDE)
    await console.installation.start_gateway()
    await page.goto("/desk/assist")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bác cần giúp việc gì?")
    await page.context.close()


async def test_what_is_kept_changes_with_the_guides(browser: Browser, console: Console) -> None:
    page = await open_desk(browser, console, "lan", PHONE)
    await page.goto("/desk/assist")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await until_kept(page)
    old = """caches.open('guides').then(async (cache) => {
        await cache.put('/desk/read/vssid', new Response('bản cũ', { headers: { 'X-Version': 'old' } }));
        await cache.put('/desk/read/bai_da_bo', new Response('bài đã bỏ'));
    })"""
    await page.evaluate(old)
    await page.evaluate("navigator.serviceWorker.getRegistration('/desk').then(one => one.unregister())")
    await page.goto("/desk/assist")  # registered anew: looks at once
    now = "caches.open('guides').then(c => c.match('/desk/read/%s')).then(r => r ? r.text() : null)"
    for _ in range(100):
        if await page.evaluate(now % "bai_da_bo") is None:
            break
        await asyncio.sleep(0.1)
    assert await page.evaluate(now % "bai_da_bo") is None
    assert "VssID" in await page.evaluate(now % "vssid")
    await page.context.close()
