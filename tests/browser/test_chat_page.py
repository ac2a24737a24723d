"""The web chat as a citizen sees it, in a real browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Optional

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from bot.messages import Button, IncomingMessage, Kind, Payment, Reply
from bot.qr import cards
from tests.stubs.web_gateway import WebGateway, silent

pytestmark = pytest.mark.browser

FIELD = "Bác cần hỏi gì ạ?"
ATTACK = '<script>window.broken = 1</script><img src="x" onerror="window.broken = 2">'
PAYMENT = Payment("970436", "0011004567893", 50_000, "Tien hang")
STEP = Reply(
    "Bác mở VNeID.", "Bước 1/3", (Button("Đã làm xong", '/go{"to":"a.2"}'), Button("Gặp lỗi", '/go{"to":"a.x"}'))
)


def messages(page: Page) -> Locator:
    return page.locator("#log .message .text")


async def say(page: Page, text: str) -> None:
    await page.get_by_label(FIELD).fill(text)
    await page.get_by_role("button", name="Gửi").click()


def guide(message: IncomingMessage) -> Sequence[Reply]:
    """A worker that shows a step, and says which button was tapped."""
    return (Reply(f"Bác bấm {message.text}"),) if message.kind is Kind.BUTTON else (STEP,)


async def until_received(gateway: WebGateway, count: int) -> list[str]:
    for _ in range(200):
        if len(gateway.received) >= count:
            break
        await asyncio.sleep(0.05)
    return [message.text for message in gateway.received]


# Talking


async def test_a_question_gets_an_answer(page: Page, gateway: WebGateway) -> None:
    await say(page, "xin chào")
    await expect(messages(page)).to_have_text(["xin chào", "Bác vừa nói: xin chào"])
    await expect(page.get_by_label(FIELD)).to_have_value("")
    await expect(page.locator("#typing")).to_be_empty()
    assert [(message.kind, message.text) for message in gateway.received] == [(Kind.TEXT, "xin chào")]


async def test_before_the_first_message_there_is_a_hint_and_something_to_tap(page: Page, gateway: WebGateway) -> None:
    await expect(page.get_by_text("Bác đừng gửi mật khẩu, mã OTP ở đây.")).to_be_visible()
    await page.get_by_role("button", name="Quên mật khẩu VNeID").click()
    await expect(messages(page)).to_have_text(["Quên mật khẩu VNeID", "Bác vừa nói: Quên mật khẩu VNeID"])
    await expect(page.locator("#starters")).to_be_hidden()
    assert gateway.received[0].kind is Kind.TEXT


async def test_a_button_is_tapped(page: Page, gateway: WebGateway) -> None:
    gateway.answer = guide
    await say(page, "quên mật khẩu")
    await expect(page.locator(".title")).to_have_text("Bước 1/3")
    await page.get_by_role("button", name="Đã làm xong").dblclick()  # one tap of an unsteady hand
    await expect(messages(page)).to_have_text(
        ["quên mật khẩu", "Bác mở VNeID.", "Đã làm xong", 'Bác bấm /go{"to":"a.2"}']
    )
    assert [message.kind for message in gateway.received] == [Kind.TEXT, Kind.BUTTON]


async def test_an_old_button_looks_quieter_and_still_works(page: Page, gateway: WebGateway) -> None:
    gateway.answer = guide
    await say(page, "quên mật khẩu")
    button = page.get_by_role("button", name="Gặp lỗi")
    fresh = await button.evaluate("element => getComputedStyle(element).backgroundColor")
    await say(page, "lại lần nữa")
    await expect(page.locator(".bot")).to_have_count(2)
    assert await button.first.evaluate("element => getComputedStyle(element).backgroundColor") != fresh
    await button.first.click()
    await expect(messages(page).last).to_have_text('Bác bấm /go{"to":"a.x"}')


async def test_enter_sends_but_not_while_a_word_is_composed(page: Page, gateway: WebGateway) -> None:
    field = page.get_by_label(FIELD)
    await field.fill("một")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await field.press("Shift+Enter")
    await field.press_sequentially("hai")
    await field.press("Enter")
    await expect(messages(page).first).to_have_text("một\nhai")
    assert await until_received(gateway, 1) == ["một\nhai"]


# Keeping


async def test_a_reload_keeps_everything_and_repeats_nothing(page: Page, gateway: WebGateway) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    for _ in range(2):
        await page.reload()
        await expect(messages(page)).to_have_text(["một", "Bác vừa nói: một"])
    await say(page, "hai")
    await expect(messages(page)).to_have_text(["một", "Bác vừa nói: một", "hai", "Bác vừa nói: hai"])
    assert await until_received(gateway, 2) == ["một", "hai"]


async def test_what_was_answered_while_the_page_was_closed_comes_once(
    page: Page, phone: BrowserContext, gateway: WebGateway
) -> None:
    gateway.answer = silent
    await say(page, "một")
    await until_received(gateway, 1)
    await expect(page.locator("#typing")).to_have_text("Đang trả lời…")
    await page.close()
    late = IncomingMessage(gateway.received[0].conversation, "late", Kind.TEXT, "", gateway.received[0].sent_at)
    await gateway.say(late, [Reply("Trả lời muộn"), Reply("và thêm")])
    again = await phone.new_page()
    await again.goto("/")
    await expect(messages(again)).to_have_text(["một", "Trả lời muộn", "và thêm"])
    await again.reload()
    await expect(messages(again)).to_have_text(["một", "Trả lời muộn", "và thêm"])


async def test_a_browser_that_forgot_gets_the_replies_from_the_server(page: Page) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    await page.evaluate("localStorage.clear()")
    await page.reload()
    await expect(messages(page)).to_have_text(["Bác vừa nói: một"])


async def test_a_page_works_where_nothing_may_be_stored(phone: BrowserContext) -> None:
    await phone.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden') }})"
    )
    page = await phone.new_page()
    await page.goto("/")
    await say(page, "một")
    await expect(messages(page)).to_have_text(["một", "Bác vừa nói: một"])


async def test_only_the_last_messages_are_kept(page: Page, gateway: WebGateway) -> None:
    await say(page, "một")
    (first,) = await until_first(gateway)
    flood = IncomingMessage(first.conversation, "flood", Kind.TEXT, "", first.sent_at)
    await gateway.say(flood, [Reply(str(number)) for number in range(220)])
    await expect(messages(page).last).to_have_text("219")
    kept = await page.evaluate("Object.keys(localStorage).filter(key => /^chat:(reply|said):/.test(key)).length")
    assert 200 <= kept <= 210
    await page.reload()
    await expect(messages(page)).to_have_count(kept)
    await expect(messages(page).last).to_have_text("219")


async def until_first(gateway: WebGateway) -> list[IncomingMessage]:
    await until_received(gateway, 1)
    return gateway.received[:1]


async def test_two_tabs_show_the_same_conversation(page: Page, phone: BrowserContext, gateway: WebGateway) -> None:
    other = await phone.new_page()
    await other.goto("/")
    await say(page, "từ trang này")
    await expect(messages(other)).to_have_text(["từ trang này", "Bác vừa nói: từ trang này"])
    await say(other, "từ trang kia")
    both = ["từ trang này", "Bác vừa nói: từ trang này", "từ trang kia", "Bác vừa nói: từ trang kia"]
    for tab in (page, other):
        await expect(messages(tab)).to_have_text(both)
        await tab.reload()
        await expect(messages(tab)).to_have_text(both)
    assert {message.text for message in gateway.received} == {"từ trang này", "từ trang kia"}


async def test_a_hidden_page_catches_up_when_it_is_seen_again(page: Page, gateway: WebGateway) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    await page.evaluate(hide % "true" + tell)
    first = gateway.received[0]
    await gateway.say(IncomingMessage(first.conversation, "late", Kind.TEXT, "", first.sent_at), [Reply("Cháu đây ạ.")])
    await expect(page.locator("#connection")).to_be_empty()
    await expect(messages(page)).to_have_count(2)
    await page.evaluate(hide % "false" + tell)
    await expect(messages(page).last).to_have_text("Cháu đây ạ.")


async def test_a_database_made_anew_does_not_silence_the_bot(page: Page) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    await page.evaluate("localStorage.setItem('chat:last', '1000000')")
    await page.reload()
    await say(page, "hai")
    await expect(messages(page)).to_have_text(["một", "Bác vừa nói: một", "hai", "Bác vừa nói: hai"])


# Bad networks


async def test_messages_written_while_the_server_is_away_arrive_once_and_in_order(
    page: Page, gateway: WebGateway
) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    await gateway.stop()
    await say(page, "hai")
    await say(page, "ba")
    await expect(page.locator("#connection")).to_contain_text("cháu đang kết nối lại")
    await expect(page.locator(".citizen .note").last).to_have_text("Đang chờ gửi")
    await gateway.start()
    await expect(page.locator("#connection")).to_be_empty(timeout=20_000)
    await expect(page.get_by_text("Bác vừa nói: ba")).to_be_visible()
    await expect(page.locator(".citizen .text")).to_have_text(["một", "hai", "ba"])
    await expect(page.locator(".bot .text")).to_have_text([f"Bác vừa nói: {word}" for word in ("một", "hai", "ba")])
    await expect(page.locator(".citizen .note").last).to_be_empty()
    assert await until_received(gateway, 3) == ["một", "hai", "ba"]


async def test_an_unsent_message_survives_a_reload(page: Page, gateway: WebGateway) -> None:
    gateway.deaf = True
    await say(page, "chưa gửi được")
    await page.reload()
    await expect(messages(page)).to_have_text(["chưa gửi được"])
    assert gateway.received == []
    gateway.deaf = False
    await expect(messages(page)).to_have_text(["chưa gửi được", "Bác vừa nói: chưa gửi được"], timeout=20_000)
    assert await until_received(gateway, 1) == ["chưa gửi được"]


async def test_a_message_whose_receipt_was_lost_is_answered_once(page: Page, gateway: WebGateway) -> None:
    async def lose_the_first_receipt(route: Route) -> None:
        if not gateway.received:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/chat/messages", lose_the_first_receipt)
    await say(page, "một")
    assert await until_received(gateway, 2) == ["một", "một"]
    assert gateway.received[0].id == gateway.received[1].id
    await say(page, "hai")
    await expect(page.locator(".bot .text")).to_have_text(["Bác vừa nói: một", "Bác vừa nói: hai"])


async def test_a_message_that_is_refused_does_not_hold_up_the_next(page: Page) -> None:
    await page.route("**/chat/messages", lambda route: route.fulfill(status=400), times=1)
    await say(page, "một")
    await expect(page.locator(".note").first).to_contain_text("không gửi được")
    await say(page, "hai")
    await expect(messages(page).last).to_have_text("Bác vừa nói: hai")


async def test_a_lost_cookie_is_made_anew(page: Page, phone: BrowserContext, gateway: WebGateway) -> None:
    await say(page, "một")
    await expect(messages(page)).to_have_count(2)
    await phone.clear_cookies()
    await page.reload()
    await phone.clear_cookies()
    await say(page, "hai")
    await expect(page.locator(".citizen .text")).to_have_text(["một", "hai"])
    await until_received(gateway, 2)
    assert gateway.received[0].conversation != gateway.received[1].conversation


# Seeing, hearing, tapping


async def test_waiting_is_shown_calmly(phone: BrowserContext, gateway: WebGateway) -> None:
    gateway.answer = silent
    page = await phone.new_page()
    await page.clock.install()
    await page.goto("/")
    await say(page, "một")
    typing = page.locator("#typing")
    await until_received(gateway, 1)
    await expect(typing).to_have_text("Đang trả lời…")
    await page.evaluate(
        "window.said = 0; new MutationObserver(() => window.said += 1)"
        ".observe(document.getElementById('typing'), {childList: true, characterData: true, subtree: true})"
    )
    await page.clock.run_for(8_000)
    assert await page.evaluate("window.said") == 0
    await page.clock.run_for(4_000)
    await expect(typing).to_have_text("Cháu vẫn đang xử lý, bác chờ chút ạ.")
    assert await page.evaluate("window.said") == 1


@pytest.mark.parametrize("taps", [0, 5])
async def test_a_small_phone_never_scrolls_sideways(page: Page, gateway: WebGateway, taps: int) -> None:
    address = "https://dichvucong.gov.vn/" + "a" * 120
    gateway.answer = lambda message: (STEP, Reply(f"Bác mở {address} rồi xem.", "X" * 80))
    for _ in range(taps):
        await page.get_by_role("button", name="Chữ to hơn").click()
    await say(page, "Đ" * 200)
    await expect(page.locator(".bot")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert await page.locator("main").evaluate("element => element.scrollWidth <= element.clientWidth")
    for control in await page.locator("button:visible, textarea").all():
        box = await control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


async def test_the_size_of_letters_is_remembered(page: Page) -> None:
    async def size() -> float:
        return float(await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))

    usual = await size()
    assert usual >= 18
    larger = page.get_by_role("button", name="Chữ to hơn")
    for _ in range(10):
        await larger.click(force=True)  # at the largest size it says that it is disabled
    assert await size() == pytest.approx(2 * usual, rel=0.01)
    await expect(larger).to_have_attribute("aria-disabled", "true")
    await page.reload()
    assert await size() == pytest.approx(2 * usual, rel=0.01)
    await page.get_by_role("button", name="Chữ nhỏ hơn").click()
    assert await size() < 2 * usual


async def test_everything_is_reached_by_keyboard(page: Page, gateway: WebGateway) -> None:
    gateway.answer = guide
    await press_until(page, "Danh mục hướng dẫn")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bot")).to_have_count(1)
    await press_until(page, "Đã làm xong")
    await page.keyboard.press("Space")
    await expect(messages(page).last).to_have_text('Bác bấm /go{"to":"a.2"}')
    await press_until(page, "")
    await page.keyboard.type("cảm ơn cháu")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert (await until_received(gateway, 3))[-1] == "cảm ơn cháu"


async def press_until(page: Page, name: str) -> None:
    """Tabs to the button of this name, or to the field when it is empty; what has the focus always shows it."""
    for _ in range(15):
        await page.keyboard.press("Tab")
        focused: Optional[dict[str, Any]] = await page.evaluate(
            "(() => { const element = document.activeElement, style = getComputedStyle(element);"
            " return element === document.body ? null : {tag: element.tagName, text: element.textContent,"
            " outline: style.outlineStyle, width: parseFloat(style.outlineWidth)} })()"
        )
        if focused is None:
            continue
        assert (focused["outline"], focused["width"]) == ("solid", 3)
        if focused["tag"] == ("BUTTON" if name else "TEXTAREA") and name in focused["text"]:
            return
    raise AssertionError(f"{name!r} is not reached")


async def test_a_screen_reader_hears_who_speaks(page: Page, gateway: WebGateway) -> None:
    gateway.answer = guide
    await say(page, "một")
    log = page.get_by_role("log", name="Tin nhắn")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.locator(".citizen")).to_have_text("Bác: một")
    await expect(log.locator(".bot")).to_contain_text("Trợ lý số: Bước 1/3")
    await expect(log.get_by_role("group", name="Bác chọn").get_by_role("button")).to_have_count(2)
    assert await page.locator("#log #typing, #log #connection").count() == 0
    assert await page.locator("html").get_attribute("lang") == "vi"
    assert await page.title() == "Trợ lý số"
    for landmark in ("banner", "main", "contentinfo", "form"):
        await expect(page.get_by_role(landmark)).to_have_count(1)
    for control in await page.locator("button, textarea").all():
        assert await control.evaluate("element => element.labels?.[0]?.textContent || element.textContent.trim()")
    assert await page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
        await page.locator("[id]").count()
    )


CONTRASTS = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return (numbers(colour)[3] ?? 1) === 0 && element.parentElement ? behind(element.parentElement) : colour;
  };
  const worded = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility()
    && !element.closest(".unseen, [aria-disabled=true], noscript")
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return worded.map((element) => {
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    return [(one + 0.05) / (other + 0.05), element.textContent.trim().slice(0, 40)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_letters_stand_out(page: Page, gateway: WebGateway, scheme: Any) -> None:
    gateway.answer = lambda message: (STEP, Reply("Xem https://dichvucong.gov.vn nhé."))
    await page.emulate_media(color_scheme=scheme)
    await say(page, "một")
    await expect(page.locator(".bot")).to_have_count(2)
    gateway.answer = silent
    await say(page, "hai")
    await expect(page.locator("#typing")).to_have_text("Đang trả lời…")
    await gateway.stop()
    await expect(page.locator("#connection")).not_to_be_empty()
    found: list[tuple[float, str]] = await page.evaluate(CONTRASTS)
    assert len(found) > 12
    assert [pair for pair in found if pair[0] < 4.5] == []


async def test_nothing_moves_for_those_who_ask_for_it(page: Page, gateway: WebGateway) -> None:
    gateway.answer = silent
    await page.emulate_media(reduced_motion="reduce")
    await say(page, "một")
    await expect(page.locator("#typing")).not_to_be_empty()
    moving = "getComputedStyle(document.getElementById('typing'), '::before').animationName"
    assert await page.evaluate(moving) == "none"
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).scrollBehavior") == "auto"


# Hostile and unusual words


async def test_markup_is_shown_as_it_was_written(page: Page, gateway: WebGateway) -> None:
    hostile = Reply(f"Chào {ATTACK}", ATTACK, (Button(ATTACK, "/go{}"),), 'javascript:alert("x")')
    gateway.answer = lambda message: (hostile,)
    await say(page, ATTACK)
    await expect(messages(page)).to_have_text([ATTACK, f"Chào {ATTACK}"])
    await expect(page.locator(".title")).to_have_text(ATTACK)
    await expect(page.locator(".choices button")).to_have_text(ATTACK)
    await page.reload()
    await expect(messages(page)).to_have_text([ATTACK, f"Chào {ATTACK}"])
    assert await page.locator("#log :is(img, script)").count() == 0
    assert await page.evaluate("window.broken") is None


async def test_lines_and_links_are_kept(page: Page, gateway: WebGateway) -> None:
    text = "Bác mở (https://dichvucong.gov.vn/p?a=1&b=2).\n\nKhông mở http://xau.example hay javascript:alert(1)"
    gateway.answer = lambda message: (Reply(text),)
    await say(page, "một")
    shown = page.locator(".bot .text")
    await expect(shown).to_have_css("white-space", re.compile("pre-wrap|preserve"))
    assert (await shown.text_content() or "").replace(" (mở trang mới)", "") == text
    link = shown.get_by_role("link")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", "https://dichvucong.gov.vn/p?a=1&b=2")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_picture_is_shown(page: Page, gateway: WebGateway) -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    gateway.answer = lambda message: (Reply("Như hình.", picture=dot),)
    await say(page, "một")
    picture = page.get_by_role("img", name="Hình minh họa")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


async def test_a_code_on_paper_opens_its_guide_once(phone: BrowserContext, gateway: WebGateway) -> None:
    page = await phone.new_page()
    await page.goto("/?bai=vssid")
    await expect(page.locator(".citizen .text")).to_have_text(["Mở bài trên tờ giấy"])
    assert await until_received(gateway, 1) == ['/go{"to":"open:vssid"}']
    assert page.url == gateway.url + "/"
    await page.reload()
    await page.goto("/?bai=%22%7D%3Cscript%3E")  # not an id
    await expect(page.locator(".citizen .text")).to_have_count(1)


# Photos, payment codes, and the end of what is remembered


async def test_a_photo_is_sent_where_one_is_asked_for(page: Page, gateway: WebGateway) -> None:
    gateway.answer = lambda message: (Reply("Bác gửi ảnh giúp cháu.", asks="photo"),)
    await say(page, "xem giúp mã QR")
    field = page.get_by_label("Chọn hoặc chụp ảnh mã QR")
    await field.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": cards.picture(PAYMENT)})
    await expect(messages(page).nth(2)).to_have_text("Đã gửi một ảnh")
    await until_received(gateway, 2)
    assert [message.kind for message in gateway.received] == [Kind.TEXT, Kind.PHOTO]


async def test_a_payment_code_is_shown_with_its_sheet(page: Page, gateway: WebGateway) -> None:
    gateway.answer = lambda message: (Reply("Mã của bác đây ạ.", private=True, payment=PAYMENT),)
    await say(page, "làm mã QR")
    picture = page.get_by_role("img", name="Mã QR nhận tiền của bác")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    sheet = await page.get_by_role("link", name="Mở tờ in khổ A6").get_attribute("href")
    answer = await page.request.get(str(sheet))
    assert (await answer.body()).startswith(b"%PDF")
    assert answer.headers["cache-control"] == "no-store"


async def test_the_browser_forgets_what_the_server_forgot(page: Page, gateway: WebGateway) -> None:
    ask = Reply("Có chắc không ạ?", buttons=(Button("Xoá hết ngay", '/go{"to":"forget:"}'),))
    gateway.answer = lambda message: (Reply("Đã xoá hết."),) if message.kind is Kind.BUTTON else (ask,)
    await say(page, "một chuyện riêng")
    await page.get_by_role("button", name="Xoá hết ngay").click()
    await expect(messages(page)).to_have_text(["Đã xoá hết."])
    await page.reload()
    await expect(messages(page)).to_have_text(["Đã xoá hết."])
    assert "chuyện riêng" not in await page.evaluate("JSON.stringify(localStorage)")
