"""Citizens on Telegram and operators in browsers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.desk import COUNTER, open_desk
from tests.connectors.desk.hall import QUESTION, Hall

pytestmark = pytest.mark.browser

ATTACK = '<script>window.broken = 1</script><img src="x" onerror="window.broken = 2"><b>đậm</b>'


@pytest_asyncio.fixture
async def hall(fresh_url: str, var_dir: Path) -> AsyncIterator[Hall]:
    hall = Hall(Settings(var_dir=var_dir), fresh_url)
    await hall.start()
    yield hall
    await hall.stop()


async def watched(browser: Browser, hall: Hall, login: str, viewport: ViewportSize, wrong: list[str]) -> Page:
    """A browser whose script errors, and whatever its CSP stopped, are kept in `wrong`."""
    page = await open_desk(browser, hall.console, login, viewport)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    return page


async def test_a_citizen_and_an_operator_talk_without_reloading(browser: Browser, hall: Hall) -> None:
    wrong: list[str] = []
    lan = await watched(browser, hall, "lan", PHONE, wrong)
    await lan.get_by_role("link", name="Phiếu hỏi").first.click()
    await expect(lan.get_by_text("Không có phiếu nào ở đây.")).to_be_visible()
    await hall.open_ticket()
    await expect(lan.get_by_role("link", name=QUESTION)).to_be_visible()  # it came by itself
    await expect(lan).to_have_title("(1) Phiếu hỏi · Trợ lý số")
    await expect(lan.locator("body")).to_have_attribute("data-rang", "1")
    await lan.get_by_role("link", name=QUESTION).click()
    await lan.get_by_role("button", name="Nhận phiếu này").click()
    await expect(lan.get_by_text("Lan đang trả lời, trợ lý im lặng")).to_be_visible()
    await lan.get_by_label("Trả lời bà con").fill("Bác ra công an xã giúp cháu ạ.")
    await lan.get_by_role("button", name="Gửi").click()
    await expect(lan.locator(".talk .person", has_text="Bác ra công an xã")).to_contain_text("✓ đã gửi")
    await hall.idle()
    assert (await hall.seen())[-1].endswith("Bác ra công an xã giúp cháu ạ.")
    await lan.get_by_label("Trả lời bà con").fill("đang gõ dở")
    await hall.platform.say(5, "Công an xã ở đâu hả cháu")
    await expect(lan.locator(".talk .citizen").last).to_contain_text("Công an xã ở đâu hả cháu")
    await expect(lan.get_by_label("Trả lời bà con")).to_have_value("đang gõ dở")
    await lan.get_by_role("button", name="Xong, đóng phiếu").click()
    await expect(lan.get_by_text("Đã đóng phiếu. Trợ lý trả lời tiếp.")).to_be_visible()
    await hall.idle()
    assert (await hall.seen())[-1].startswith("Lan đã trả lời xong.")
    assert not wrong
    await lan.context.close()


async def test_of_two_operators_in_two_browsers_one_gets_the_ticket(browser: Browser, hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan, tam = [await open_desk(browser, hall.console, login, COUNTER) for login in ("lan", "tam")]
    for page in (lan, tam):
        await page.goto(f"/desk/tickets/{ticket}")
    await asyncio.gather(*(page.get_by_role("button", name="Nhận phiếu này").click() for page in (lan, tam)))
    both = [page.get_by_text("Bạn đã nhận phiếu.").or_(page.get_by_text("Người khác vừa nhận")) for page in (lan, tam)]
    for found in both:
        await expect(found).to_be_visible()
    told = [await found.inner_text() for found in both]
    assert sorted(words.startswith("Bạn đã nhận phiếu.") for words in told) == [False, True]
    assert await hall.row("SELECT count(*) FROM ticket_events WHERE kind = 'claimed'") == 1
    for page in (lan, tam):
        await page.context.close()


async def test_what_a_citizen_writes_runs_nowhere(browser: Browser, hall: Hall) -> None:
    await hall.platform.say(5, "gặp cán bộ")
    await hall.platform.say(5, "đồng ý")
    await hall.platform.say(5, ATTACK)
    await hall.idle()
    wrong: list[str] = []
    lan = await watched(browser, hall, "lan", COUNTER, wrong)
    await lan.goto("/desk/tickets")
    await expect(lan.get_by_role("link", name=ATTACK)).to_be_visible()
    await lan.goto("/desk/tickets/1")
    await lan.get_by_role("button", name="Nhận phiếu này").click()
    await hall.platform.say(5, ATTACK + " lần hai")  # this one comes by the script's own refreshing
    await expect(lan.locator(".talk .citizen").last).to_contain_text("lần hai")
    assert await lan.evaluate("window.broken") is None
    assert await lan.locator(".talk b", has_text="đậm").count() == 0
    assert not wrong
    await lan.context.close()


async def test_a_canned_answer_is_taken_by_its_first_letters(browser: Browser, hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await open_desk(browser, hall.console, "lan", COUNTER)
    await lan.goto(f"/desk/tickets/{ticket}")
    await lan.get_by_role("button", name="Nhận phiếu này").click()
    field = lan.get_by_label("Trả lời bà con")
    await field.press_sequentially("Dạ /khong_o")
    await lan.locator("#offers button").first.click()
    await expect(field).to_have_value(
        "Dạ Bác đừng đọc mã OTP hay mật khẩu cho ai ạ, kể cả người xưng là cán bộ hay công an."
    )
    await lan.context.close()


async def test_the_sound_can_be_switched_off_for_good(browser: Browser, hall: Hall) -> None:
    lan = await open_desk(browser, hall.console, "lan", COUNTER)
    await lan.goto("/desk/tickets")
    button = lan.get_by_role("button", name="Tiếng báo")
    await button.click()
    await expect(button).to_have_text("Tiếng báo: tắt")
    await expect(button).to_have_attribute("aria-pressed", "false")
    await lan.reload()
    await expect(button).to_have_text("Tiếng báo: tắt")
    await hall.open_ticket()
    await expect(lan.get_by_role("link", name=QUESTION)).to_be_visible()
    assert await lan.locator("body").get_attribute("data-rang") is None
    await lan.context.close()


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_the_queue_and_a_ticket_fit_and_have_names(browser: Browser, hall: Hall, viewport: ViewportSize) -> None:
    ticket = await hall.open_ticket()
    lan = await open_desk(browser, hall.console, "lan", viewport)
    await lan.goto(f"/desk/tickets/{ticket}")
    await lan.get_by_role("button", name="Nhận phiếu này").click()
    for path in ("/desk/tickets", f"/desk/tickets/{ticket}"):
        await lan.goto(path)
        assert await lan.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert await lan.evaluate(NAMELESS) == [], path
        assert await lan.evaluate(SMALL) == [], path
        assert await lan.evaluate(FAINT) == [], path
    await lan.context.close()


NAMELESS = """() => [...document.querySelectorAll("input:not([type=hidden]), textarea, select, button, a")]
  .filter(one => one.offsetParent && !(one.labels?.length || one.textContent.trim() || one.ariaLabel))
  .map(one => one.outerHTML)"""

SMALL = """() => [...document.querySelectorAll("button, .button, select, input:not([type=hidden]), .tabs a, nav a")]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML)"""

FAINT = """() => {
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3)
      .map(part => part / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = one => {
    for (let each = one; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("body *")].filter(one => one.offsetParent
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return texts.filter(one => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map(one => one.outerHTML.slice(0, 120));
}"""
"""Texts whose contrast is under 4.5 : 1 (WCAG 2.2, 1.4.3)."""
