"""What leads see: questions to decide about, and measured results, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect
from sqlalchemy import text

from bot.guides.library import shared_library
from bot.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.desk import COUNTER, open_desk
from tests.browser.test_assist import picture
from tests.browser.test_chat_page import CONTRASTS
from tests.connectors.desk.console import Console
from tests.connectors.desk.test_learn import asked
from tests.connectors.desk.test_measure import CAO_LANH, MONTH, help_people

pytestmark = pytest.mark.browser

QUESTIONS = (
    "cái thẻ bảo hiểm nó không chịu hiện",
    "cái thẻ bảo hiểm không chịu hiện lên",
    "the bao hiem k chiu hien",
    "xin giấy xác nhận độc thân để cưới vợ thì sao",
    "hôm nay đánh con gì",
)


@pytest_asyncio.fixture
async def console(fresh_url: str, var_dir: Path) -> AsyncIterator[Console]:
    console = Console(Settings(var_dir=var_dir), fresh_url)
    await console.start()
    await asked(console, *QUESTIONS)
    guide = shared_library().find("vssid")
    assert guide is not None
    step = guide.steps[0]
    await asked(console, *(f"câu hỏi {number}" for number in range(30)), band="sure", step=f"x:vssid/{step.id}")
    for shown, outcome, people in (
        ("so_suc_khoe", "xong", 45),
        ("vneid_quen_mat_khau", "xong", 31),
        ("vneid_muc_2", "do_dang", 8),
        ("lua_dao_nhan_biet", "xong", 12),
        ("vneid_loi", "chuyen_noi_khac", 6),
    ):
        await help_people(console, CAO_LANH, shown, outcome, people)
    async with console.engine.begin() as connection:
        await connection.execute(
            text("UPDATE assisted SET at = now() - interval '35 days' WHERE id % 3 = 0 AND guide = 'so_suc_khoe'")
        )
    yield console
    await console.stop()


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_a_lead_teaches_the_bot(browser: Browser, console: Console, viewport: ViewportSize) -> None:
    page = await open_desk(browser, console, "minh", viewport)
    await page.goto("/desk/learn")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    name = "phone" if viewport is PHONE else "counter"
    await picture(page, f"learn-{name}")
    card = page.locator(".lesson").first
    await card.locator("select").select_option("bhyt_dien_tu")
    await card.get_by_role("button", name="Thêm vào bài").click()
    await expect(page.get_by_role("status").filter(has_text="Đã ghi lại")).to_be_visible()
    await page.get_by_role("link", name="Xem bản vá").click()
    await expect(page.locator("pre")).to_contain_text("+  - cái thẻ bảo hiểm")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, f"patch-{name}")
    await page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, COUNTER], ids=["phone", "counter"])
async def test_a_lead_sees_results_and_sets_a_target(
    browser: Browser, console: Console, viewport: ViewportSize
) -> None:
    page = await open_desk(browser, console, "minh", viewport)
    await page.goto("/desk/measure")
    await page.locator("summary", has_text="Đặt chỉ tiêu").click()
    await page.get_by_label("Bài cần chỉ cho bà con").select_option("so_suc_khoe")
    await page.get_by_label("Bao nhiêu người").fill("90")
    await page.get_by_label("Đến hết tháng").fill(MONTH)
    await page.get_by_role("button", name="Đặt chỉ tiêu").click()
    await expect(page.get_by_text("Đã đặt chỉ tiêu.")).to_be_visible()
    await expect(page.locator("progress")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, f"measure-{'phone' if viewport is PHONE else 'counter'}")
    await page.get_by_text("Xem bằng bảng").first.click()
    await expect(page.get_by_role("region", name="Bảng: Số người được giúp từng tháng")).to_be_visible()
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/desk/learn", "/desk/measure"])
async def test_letters_stand_out(browser: Browser, console: Console, path: str, scheme: str) -> None:
    page = await open_desk(browser, console, "minh", PHONE)
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(path)
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found: list[tuple[float, str]] = await page.evaluate(CONTRASTS)
    assert [pair for pair in found if pair[0] < 4.5 and pair[1]] == []
    await page.context.close()
