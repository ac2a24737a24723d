"""Leads teach the bot: questions in groups, decisions, patches, the command."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

from sqlalchemy import text

from bot.cli import HOME
from bot.desk.learning import Question, grouped
from bot.guides.library import shared_library
from bot.text import fold
from tests.connectors.desk.console import Client, Console

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
LEARN = "/desk/learn"


async def asked(console: Console, *said: str, band: str = "lost", intent: str = "vneid_loi", step: str = "") -> None:
    """Turns of citizens, one conversation each."""
    async with console.engine.begin() as connection:
        for number, words in enumerate(said):
            about: dict[str, Optional[str]] = {
                "id": f"telegram:{abs(hash((words, number, band, step)))}",
                "said": words,
                "band": band,
            }
            about |= {"intent": intent, "step": step or None}
            await connection.execute(text("INSERT INTO conversations (id) VALUES (:id)"), about)
            await connection.execute(
                text(
                    "INSERT INTO turns (conversation, message_id, kind, said, status, band, intent, guide, step,"
                    " received_at) VALUES (:id, 'm', 'text', :said, 'lost', :band, :intent, 'vssid', :step, now())"
                ),
                about,
            )


async def run(command: list[str], given: bytes, **environment: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command in the project folder."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=HOME, env={**os.environ, **environment}
    )
    said, complained = await process.communicate(given)
    assert process.returncode is not None
    return process.returncode, said.decode().strip(), complained.decode()


def question(words: str, times: int = 1, intent: str = "vssid") -> Question:
    return Question(words, times, NOW, intent)


def test_questions_that_are_alike_stand_together() -> None:
    groups = grouped(
        [
            question("làm sao lấy lại tiền chuyển nhầm"),
            question("lam sao lay lai tien chuyen nham vay", 3, "chuyen_nham"),
            question("trời hôm nay mưa không"),
            question("lấy lại tiền chuyển nhầm làm sao"),
        ]
    )
    assert [len(group.questions) for group in groups] == [3, 1]
    assert (groups[0].times, groups[0].nearest) == (5, "chuyen_nham")


def test_a_thousand_questions_are_grouped_quickly() -> None:
    words = fold(" ".join(guide.title for guide in shared_library().guides())).split()
    many = [
        question(" ".join(words[(number * 7 + place * (1 + number % 5)) % len(words)] for place in range(6)))
        for number in range(1000)
    ]
    began = time.perf_counter()
    assert sum(len(group.questions) for group in grouped(many)) == 1000
    assert time.perf_counter() - began < 20


async def test_volunteers_do_not_see_it(console: Console) -> None:
    lan = await console.enter("lan")
    for path in (LEARN, LEARN + "/patch/vssid", LEARN + "/patch/vssid.patch"):
        assert (await lan.get(path)).status == 404
    assert LEARN not in (await lan.get("/desk/assist")).text


async def teach(client: Client, decision: str, *words: str, guide: str = "") -> str:
    fields = {f"q{number}": one for number, one in enumerate(words)} | {"decision": decision, "guide": guide}
    answer = await client.submit(LEARN, LEARN, fields)
    assert answer.status == 303, answer.text
    return (await client.get(LEARN)).text


async def test_a_question_goes_to_a_guide_and_comes_back_as_a_patch(console: Console) -> None:
    await asked(console, "cái thẻ bảo hiểm nó không chịu hiện", "cái thẻ bảo hiểm nó không chịu hiện lên", "xem bói")
    await asked(console, "hiểu rồi", band="sure")
    await asked(console, '/go{"to":"menu:"}')
    minh = await console.enter("minh")
    page = (await minh.get(LEARN)).text
    assert page.count('class="card lesson"') == 2
    assert "hiểu rồi" not in page
    assert "/go{" not in page
    assert re.search(r'value="vneid_loi" selected', page)  # what it was nearest to
    page = await teach(minh, "example", "cái thẻ bảo hiểm nó không chịu hiện", guide="vssid")
    assert "Đã ghi lại cho 1 câu." in page
    assert LEARN + "/patch/vssid" in page
    change = (await minh.get(LEARN + "/patch/vssid.patch")).text
    assert "\n+  - cái thẻ bảo hiểm nó không chịu hiện\n" in change
    assert await run(["git", "apply", "--check", "-"], change.encode()) == (0, "", "")
    page = await teach(minh, "out_of_scope", "xem bói")
    assert page.count('name="decision" value="example"') == 1
    assert "Ngoài phạm vi" in page
    lesson = re.findall(r"/desk/learn/(\d+)/take-back", page)
    await minh.submit(LEARN, f"{LEARN}/{lesson[0]}/take-back", {})
    assert (await minh.get(LEARN + "/patch/vssid")).status == 404  # open again


async def test_only_open_questions_are_decided_about(console: Console) -> None:
    await asked(console, "câu có thật")
    minh = await console.enter("minh")
    assert "Bạn chọn bài" in await teach(minh, "example", "câu bịa ra", guide="vssid")
    assert "Bạn chọn bài" in await teach(minh, "example", "câu có thật", guide="khong_co")
    token = (await minh.get(LEARN)).hidden("csrf")
    assert (await minh.post(LEARN, {"csrf": token, "decision": "hack"})).status == 400
    async with console.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM lessons"))).scalar() == 0


async def test_what_citizens_wrote_is_never_markup(console: Console) -> None:
    await asked(console, '"><script>alert(1)</script>')
    page = (await (await console.enter("minh")).get(LEARN)).text
    assert "<script>alert" not in page


async def test_steps_where_people_are_stuck_are_listed(console: Console) -> None:
    guide = shared_library().find("vssid")
    assert guide is not None
    step = guide.steps[0]
    await asked(console, "vướng", "kẹt", band="sure", step=f"x:vssid/{step.id}")
    page = (await (await console.enter("minh")).get(LEARN)).text
    assert re.search(rf"<td>{re.escape(step.title)}</td><td>2</td>", page)


async def test_the_command_writes_them_into_the_guides(console: Console, fresh_url: str, tmp_path: Path) -> None:
    from shutil import copytree

    folder = tmp_path / "guides"
    copytree(HOME / "guides", folder)
    await asked(console, "cái thẻ bảo hiểm nó không chịu hiện")
    await teach(await console.enter("minh"), "example", "cái thẻ bảo hiểm nó không chịu hiện", guide="vssid")
    command = [sys.executable, "-m", "bot", "guides", "--folder", str(folder), "accept"]
    for expected in ("vssid: thêm 1 câu mẫu.", "Không có câu nào chờ đưa vào bài."):
        assert (await run(command, b"", DATABASE_URL=fresh_url))[:2] == (0, expected)
    assert "  - cái thẻ bảo hiểm nó không chịu hiện\n" in (folder / "vssid.yml").read_text(encoding="utf-8")
