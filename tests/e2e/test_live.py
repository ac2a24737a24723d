"""Guides that change while the bot runs: words at once, training data through a new worker, mistakes never."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port

from tests.e2e.citizens import Citizen
from tests.e2e.conftest import link_model, open_telegram
from tests.e2e.processes import LOADING, ROOT, Command, environment
from tests.stubs.telegram import TelegramStub

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

PROJECT = ("bot", "actions", "connectors", "guides", "nlu_data", "config.yml", "domain.yml")
GUIDE = "vneid_quen_mat_khau"
FELT = 15.0
"""Seconds an answer may take while a model is trained on the same two cores."""


@dataclass
class LiveBot:
    """`bot run` on a copy of the project whose guides may be changed."""

    project: Path
    url: str
    telegram: TelegramStub
    command: Command

    def guide(self, name: str = GUIDE) -> Path:
        return self.project / "guides" / f"{name}.yml"

    def change(self, before: str, after: str, name: str = GUIDE) -> None:
        """Replaces words in a guide file, as an editor would."""
        text = self.guide(name).read_text(encoding="utf-8")
        assert before in text, f"{name}.yml does not hold {before!r}"
        self.guide(name).write_text(text.replace(before, after), encoding="utf-8")

    async def health(self) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/health") as response:
            found: dict[str, Any] = await response.json()
            return found


@pytest_asyncio.fixture
async def live(model: Path, fresh_url: str, tmp_path: Path) -> AsyncIterator[LiveBot]:
    project = tmp_path / "project"
    project.mkdir()
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, project / name)
    url = f"http://127.0.0.1:{(port := unused_port())}"
    async with open_telegram() as telegram:
        variables = environment(
            link_model(model, project / "var"),
            database_url=fresh_url,
            port=port,
            public_url=url,
            telegram_bot_token=telegram.token,
            telegram_api_url=telegram.url,
        )
        command = Command("run", variables, tmp_path / "run.log", project)
        await command.start()
        await command.says("webhook registered")
        await command.says("worker ready")
        yield LiveBot(project, url, telegram, command)
        assert await command.stop() == 0


async def test_guides_change_under_a_running_bot(live: LiveBot) -> None:
    citizen = Citizen(live.telegram)
    await citizen.says("xin chào")
    await _words_are_served_at_once(live, citizen)
    await _a_mistake_leaves_the_last_valid_version(live, citizen)
    await _a_step_that_goes_is_told_kindly(live, citizen)
    await _a_new_guide_is_trained_and_answers(live, citizen)


async def _words_are_served_at_once(live: LiveBot, citizen: Citizen) -> None:
    live.change("\nsummary: ", "\nsummary: Bản mới sửa hôm nay. ")
    (opening,) = await citizen.says("quên mật khẩu vneid")
    assert "Bản mới sửa hôm nay." in opening.text


async def _a_mistake_leaves_the_last_valid_version(live: LiveBot, citizen: Citizen) -> None:
    live.change("\ntopic: vneid", "\ntopic: khong_co_nhom_nay")
    (opening,) = await citizen.says("quên mật khẩu vneid")
    assert "Bản mới sửa hôm nay." in opening.text
    assert any(f"{GUIDE}.yml" in mistake for mistake in (await live.health())["guide_mistakes"])
    assert f"{GUIDE}.yml" in live.command.text()
    live.change("\ntopic: khong_co_nhom_nay", "\ntopic: vneid")
    assert (await live.health())["guide_mistakes"] == []


async def _a_step_that_goes_is_told_kindly(live: LiveBot, citizen: Citizen) -> None:
    await citizen.taps("Bắt đầu")
    await citizen.taps("Quên mật khẩu đăng nhập")
    await citizen.taps("Còn dùng")
    (second,) = await citizen.taps("Tiếp")
    assert "Bước 2/4" in second.text
    live.change("id: xac_thuc", "id: xac_thuc_moi")
    live.change("at: xac_thuc", "at: xac_thuc_moi")
    gone, opening = await citizen.taps("Tiếp", replies=2)
    assert "không còn nữa" in gone.text
    assert "Bản mới sửa hôm nay." in opening.text


async def _a_new_guide_is_trained_and_answers(live: LiveBot, citizen: Citizen) -> None:
    live.guide("thue_xe_dap").write_text(NEW_GUIDE, encoding="utf-8")
    await live.command.says("no fresh model: training")
    slowest = 0.0
    while "the new model is in service" not in live.command.events():
        asked = time.monotonic()
        (answer,) = await citizen.says("cảm ơn cháu")
        slowest = max(slowest, time.monotonic() - asked)
        assert "không có gì" in answer.text
        assert time.monotonic() - asked < LOADING
        await asyncio.sleep(1.0)  # a citizen who asks without a pause takes the processor from the training
    print(f"slowest answer while a model was trained and a worker replaced: {slowest:.2f} s", file=sys.stderr)
    assert slowest < FELT
    (opening,) = await citizen.says("tôi muốn mượn xe đạp công cộng")
    assert "Mượn xe đạp công cộng" in opening.text


NEW_GUIDE = """
title: Mượn xe đạp công cộng
summary: Bài thử để xem bài mới có được học ngay không.
topic: ky_nang_so
status: published
confidence: medium
examples:
  - mượn xe đạp công cộng thế nào
  - muon xe dap cong cong o dau
  - thuê xe đạp công cộng ở bến
  - trạm xe đạp công cộng gần đây
  - tôi muốn đi xe đạp công cộng
  - quét mã mở khoá xe đạp công cộng
  - xe dap cong cong tinh tien sao
  - trả xe đạp công cộng ở trạm khác được không
  - mượn xe đạp cho con đi công viên
  - cách lấy xe đạp ở trạm
  - xe đạp công cộng không mở khoá được
  - xe dap tri nam muon the nao
steps:
  - {id: den_tram, title: Đến trạm, text: Bác đến trạm xe gần nhất.}
sources:
  - {key: trang_thu, title: "Trang thử", url: "https://example.gov.vn/xe-dap", date: 2026-11-22}
review: {done_on: 2026-11-22, due_on: 2027-05-22, by: Bài thử}
"""
