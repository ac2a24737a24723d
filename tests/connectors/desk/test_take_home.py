"""The sheet to take home."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
import pytest_asyncio

from bot.desk.paper import SIZE, as_pdf
from bot.desk.sheet import Link, sheet_of
from bot.guides.library import shared_library
from bot.qr.reading import read_codes
from bot.settings import Settings
from tests.connectors.desk.console import Console
from tests.connectors.desk.test_assist import tap

DAY = date(2026, 11, 22)
LINK = Link("https://t.me/tro_ly_so_bot?start=vneid_quen_mat_khau", "Telegram")
SHEET = "/desk/assist/sheet"


@pytest_asyncio.fixture
async def public(fresh_url: str, var_dir: Path) -> AsyncIterator[Console]:
    """A desk whose web chat has a public address."""
    console = Console(Settings(var_dir=var_dir, public_url="http://127.0.0.1:8080"), fresh_url)
    await console.start()
    yield console
    await console.stop()


def pages_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def codes_of(pdf: bytes) -> list[str]:
    """What a phone reads on the pages."""
    found: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = io.BytesIO()
            page.render(scale=3).to_pil().save(picture, "PNG")
            found += [code.text for code in read_codes(picture.getvalue())]
    return found


@pytest.mark.thorough
def test_the_code_opens_the_guide_and_every_step_is_there() -> None:
    guide = shared_library().find("vneid_quen_mat_khau")
    assert guide is not None
    pdf = as_pdf(sheet_of(guide, {}, DAY, LINK))
    text = " ".join(" ".join(pages_of(pdf)).split())
    for step in guide.steps:
        assert step.title in text
    assert "mở lại bài trong Telegram" in text
    assert codes_of(pdf) == [LINK.url]
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)


def test_nothing_on_it_is_small() -> None:
    guide = shared_library().find("vssid")
    assert guide is not None
    sizes = [
        float(size)
        for stream in re.findall(rb"stream\n(.*?)\nendstream", as_pdf(sheet_of(guide, {}, DAY, LINK)), re.DOTALL)
        if stream.startswith(b"x")  # a page, compressed; the letters' shapes set no size
        for size in re.findall(rb"/F\d+ ([0-9.]+) Tf", zlib.decompress(stream))
    ]
    assert len(sizes) > 10
    assert min(sizes) >= SIZE


@pytest.mark.thorough
def test_every_guide_has_a_sheet() -> None:
    for guide in shared_library().guides():
        assert as_pdf(sheet_of(guide, {}, DAY, None)).startswith(b"%PDF"), guide.id


async def test_the_sheet_is_of_the_open_guide_and_its_address_names_nothing(console: Console) -> None:
    lan = await console.enter("lan")
    assert (await lan.get(SHEET)).status == 404  # no guide is open
    await tap(lan, to="open:vneid_quen_mat_khau")
    page = await lan.get(SHEET)
    assert "Quên mật khẩu, quên passcode VNeID</h1>" in page.text
    assert "Mã QR" not in page.text  # no app to open it in
    async with lan.session.get(console.url + SHEET + ".pdf") as response:
        assert response.content_type == "application/pdf"
        assert response.headers["Cache-Control"] == "no-store"
        assert codes_of(await response.read()) == []


async def test_the_answers_given_choose_the_steps(console: Console) -> None:
    lan = await console.enter("lan")
    await tap(lan, to="open:vneid_quen_mat_khau")
    whole = (await lan.get(SHEET)).text
    guide = shared_library().find("vneid_quen_mat_khau")
    assert guide is not None
    asked = guide.questions[0]
    await tap(lan, to=f"a:{guide.id}/{asked.id}={asked.options[0].id}")
    assert (await lan.get(SHEET)).text.count("<h2>") < whole.count("<h2>")


async def test_the_web_chat_is_named_where_nothing_else_is(public: Console) -> None:
    lan = await public.enter("lan")
    await tap(lan, to="open:vssid")
    assert "mở lại bài trong trang Trợ lý số" in (await lan.get(SHEET)).text
    async with lan.session.get(public.url + SHEET + ".pdf") as response:
        assert codes_of(await response.read()) == ["http://127.0.0.1:8080/?bai=vssid"]
