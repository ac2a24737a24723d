"""Helping in person: search, steps, and nothing left afterwards."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from bot.settings import Settings
from tests.connectors.desk.console import Answer, Client, Console, Quiet
from tests.installation import Installation

ASSIST = "/desk/assist"
QUESTION = "bac nay quen mat khau vneid"


class Understanding(Quiet):
    """A mind that understands what a test tells it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer_with: dict[str, Any] = {"band": "sure", "ranking": [["vneid_quen_mat_khau", 0.9], ["vssid", 0.05]]}

    async def understand(self, words: str) -> dict[str, Any]:
        self.asked.append(words)
        return self.answer_with


@pytest_asyncio.fixture
async def mind() -> Understanding:
    return Understanding()


@pytest_asyncio.fixture
async def staffed(fresh_url: str, var_dir: Path, mind: Understanding) -> AsyncIterator[Console]:
    """A desk with a worker behind it."""
    settings = Settings(var_dir=var_dir)
    console = Console(settings, fresh_url, Installation(settings, fresh_url, mind))
    await console.start()
    await console.installation.start_worker()
    yield console
    await console.stop()


async def tap(client: Client, **fields: str) -> Answer:
    """A form of the screen, and the screen after it."""
    answer = await client.submit(ASSIST, ASSIST, fields)
    assert answer.status == 303, answer.text
    return await client.get(ASSIST)


async def finish(client: Client, outcome: str) -> Answer:
    answer = await client.submit(ASSIST, ASSIST + "/end", {"outcome": outcome})
    assert (answer.status, answer.headers["Location"]) == (303, ASSIST), answer.text
    return await client.get(ASSIST)


async def counted(console: Console) -> list[tuple[Any, ...]]:
    async with console.engine.connect() as connection:
        rows = await connection.execute(text("SELECT province, commune, guide, outcome FROM assisted ORDER BY id"))
        return [tuple(row) for row in rows]


async def wait_for_worker(client: Client, mind: Understanding) -> Answer:
    """A search, once a worker has said that it is there."""
    for _ in range(100):
        page = await tap(client, words=QUESTION)
        if mind.asked:
            return page
    raise AssertionError("no worker was asked")


async def test_the_main_screen_is_where_operators_begin(console: Console) -> None:
    lan = await console.enter("lan")
    assert (await lan.get("/desk")).headers["Location"] == ASSIST
    page = await lan.get(ASSIST)
    assert "Bác cần giúp việc gì?" in page.text
    assert "Xong cho người này" not in page.text  # nobody is being helped yet
    assert page.headers["Cache-Control"] == "no-store"


async def test_a_worker_understands_the_question_and_the_guide_opens(staffed: Console, mind: Understanding) -> None:
    page = await wait_for_worker(await staffed.enter("lan"), mind)
    assert mind.asked[-1] == QUESTION
    assert "Quên mật khẩu, quên passcode VNeID</h1>" in page.text
    assert "Hay là việc khác?" in page.text
    assert QUESTION not in page.text.replace(f'placeholder="{QUESTION}"', "")
    async with staffed.engine.connect() as connection:
        left = await connection.execute(text("SELECT count(*) FROM procrastinate_jobs"))
        kept = await connection.execute(text("SELECT content::text FROM desk_sessions"))
        assert left.scalar() == 0
        assert "bac nay" not in str(kept.scalar())


async def test_words_on_the_screen_lead_to_their_fix(staffed: Console, mind: Understanding) -> None:
    lan = await staffed.enter("lan")
    await wait_for_worker(lan, mind)
    mind.answer_with = {"band": "sure", "ranking": [["vneid_loi", 0.9]]}
    problem = console_problem("vneid_loi")
    page = await tap(lan, words=f"máy báo {problem}")
    assert "<h1" in page.text
    assert "Lỗi: " in page.text


def console_problem(guide_id: str) -> str:
    from bot.guides.library import shared_library

    guide = shared_library().find(guide_id)
    assert guide is not None
    return guide.problems[0].says[0]


async def test_an_unsure_worker_offers_and_a_lost_one_says_so(staffed: Console, mind: Understanding) -> None:
    lan = await staffed.enter("lan")
    await wait_for_worker(lan, mind)
    mind.answer_with = {"band": "unsure", "ranking": [["vssid", 0.4], ["greet", 0.3], ["so_suc_khoe", 0.2]]}
    page = await tap(lan, words="cái sổ")
    assert "Có phải việc này?" in page.text
    assert re.findall(r'name="to" value="(open:\w+)"', page.text) == ["open:vssid", "open:so_suc_khoe"]
    mind.answer_with = {"band": "lost", "ranking": [["greet", 0.1]]}
    page = await tap(lan, words="hôm nay trời đẹp")
    assert "Trợ lý chưa hiểu câu này." in page.text


async def test_personal_data_never_reach_the_queue(staffed: Console, mind: Understanding) -> None:
    lan = await staffed.enter("lan")
    await wait_for_worker(lan, mind)
    await lan.submit(ASSIST, ASSIST, {"words": "bác số căn cước 087190012345 quên mật khẩu"})
    assert "087190012345" not in mind.asked[-1]
    assert "Bạn không cần gõ số giấy tờ" in (await lan.get(ASSIST)).text


async def test_without_a_worker_titles_are_compared_and_that_is_said(console: Console) -> None:
    lan = await console.enter("lan")
    page = await tap(lan, words=QUESTION)
    assert "Phần hiểu câu hỏi đang nghỉ" in page.text
    assert re.findall(r'name="to" value="(open:\w+)"', page.text)[0] == "open:vneid_quen_mat_khau"


async def test_a_worker_that_does_not_answer_is_not_waited_for_long(staffed: Console, mind: Understanding) -> None:
    lan = await staffed.enter("lan")
    await wait_for_worker(lan, mind)
    mind.answer_with = {"nothing": object()}  # cannot be told: the job fails
    page = await tap(lan, words=QUESTION)
    assert "Phần hiểu câu hỏi đang nghỉ" in page.text
    async with staffed.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar() == 0


async def test_a_guide_is_walked_step_by_step_with_its_problems_beside_it(console: Console) -> None:
    lan = await console.enter("lan")
    await tap(lan, to="open:vneid_quen_mat_khau")
    page = await tap(lan, to="begin:vneid_quen_mat_khau")
    for _ in range(4):  # the questions that sort out the case
        answer = re.search(r'name="to" value="(a:[^"]+=[^"]+)"', page.text)
        if answer is None:
            break
        page = await tap(lan, to=answer.group(1))
    assert "Bước 1/" in page.text
    assert "Đọc cho bác nghe" in page.text
    onward = re.search(r'name="to" value="(s:vneid_quen_mat_khau/\w+)"', page.text)
    assert onward is not None
    page = await tap(lan, to=onward.group(1))
    assert "Bước 2/" in page.text
    whole = page.text
    for step in set(re.findall(r"s:vneid_quen_mat_khau/\w+", whole)):
        whole += (await tap(lan, to=step)).text
    assert '<details class="fix">' in whole
    assert "Không được nữa thì hỏi ai" in whole
    assert 'value="x:' not in whole


async def test_the_warning_stands_before_the_step(console: Console) -> None:
    from bot.guides.library import shared_library

    guide = next(one for one in shared_library().guides() if any(warning.before for warning in one.warnings))
    warning = next(warning for warning in guide.warnings if warning.before)
    page = await tap(await console.enter("lan"), to=f"s:{guide.id}/{warning.before}")
    assert page.text.index("Chú ý:") < page.text.index("Đọc cho bác nghe")


async def test_contacts_are_those_of_the_operators_province(console: Console) -> None:
    pages = {}
    for login in ("lan", "ha"):
        client = await console.enter(login)
        await tap(client, to="open:noi_lam_thu_tuc")
        pages[login] = (await tap(client, to="contacts:noi_lam_thu_tuc")).text
    assert pages["lan"].split("<article")[1] != pages["ha"].split("<article")[1]


async def test_finishing_counts_one_person_and_forgets_them(console: Console) -> None:
    lan = await console.enter("lan")
    await tap(lan, words=QUESTION)
    await tap(lan, to="open:vneid_quen_mat_khau")
    page = await finish(lan, "xong")
    assert "Đã xong cho một người." in page.text
    assert "vneid_quen_mat_khau" not in page.text
    assert await counted(console) == [("Đồng Tháp", "Phường Cao Lãnh", "vneid_quen_mat_khau", "xong")]
    assert "Bác cần giúp việc gì?" in (await lan.get(ASSIST)).text
    async with console.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT content::text FROM desk_sessions"))).scalar()
    assert "vneid" not in str(kept)
    await finish(lan, "xong")  # nobody was being helped
    assert len(await counted(console)) == 1


async def test_a_form_sent_twice_counts_once(console: Console) -> None:
    import asyncio

    lan = await console.enter("lan")
    page = await tap(lan, to="open:vssid")
    fields = {"csrf": page.hidden("csrf"), "outcome": "do_dang"}
    await asyncio.gather(*(lan.post(ASSIST + "/end", fields) for _ in range(3)))
    assert await counted(console) == [("Đồng Tháp", "Phường Cao Lãnh", "vssid", "do_dang")]


async def test_somebody_can_be_wiped_without_being_counted(console: Console) -> None:
    lan = await console.enter("lan")
    await tap(lan, to="open:vssid")
    assert "không tính người nào" in (await finish(lan, "khong_tinh")).text
    assert await counted(console) == []


async def test_hostile_fields_are_refused_or_harmless(console: Console) -> None:
    lan = await console.enter("lan")
    assert (await lan.submit(ASSIST, ASSIST, {})).status == 400
    assert (await lan.submit(ASSIST, ASSIST + "/end", {"outcome": "hack"})).status == 400
    for to in ("open:khong_co_bai_nay", "s:vssid/khong_co", "p:vssid/khong_co", "topic:khong_co", "a:vssid/x=y"):
        assert (await tap(lan, to=to)).status == 200, to
    page = await tap(lan, words="<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert (await lan.post(ASSIST, {"to": "menu:"})).status == 403  # without the token


async def test_the_first_page_is_small(console: Console) -> None:
    lan = await console.enter("lan")
    page = await lan.get(ASSIST)
    loaded = [
        page.text,
        *[(await lan.get(path)).text for path in re.findall(r'(?:href|src)="(/[^"]+\.\w+)"', page.text)],
    ]
    size = sum(len(part.encode()) for part in loaded)
    assert size <= 60_000, size
    assert len(gzip.compress(page.text.encode())) < 4_000


async def test_a_script_gets_only_what_changed(console: Console) -> None:
    lan = await console.enter("lan")
    token = (await lan.get(ASSIST)).hidden("csrf")
    answer = await lan.post(ASSIST, {"csrf": token, "to": "open:vssid"}, **{"X-Part": "1"})
    assert answer.status == 200
    assert "<html" not in answer.text
    assert "VssID" in answer.text
