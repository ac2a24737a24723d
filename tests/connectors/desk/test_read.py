"""The pages that are kept for reading: public, the same for everybody."""

from __future__ import annotations

import json

from bot.guides.library import shared_library
from tests.connectors.desk.console import Console


async def test_the_pages_are_the_same_for_everybody_and_name_nobody(console: Console) -> None:
    lan, visitor = await console.enter("lan"), console.visitor()
    for path in ("/desk/read", "/desk/read/vneid_quen_mat_khau"):
        page = await lan.get(path)
        assert page.status == 200
        assert (await visitor.get(path)).text == page.text
        assert "Lan" not in page.text.split("<main")[0]
        assert "csrf" not in page.text
        assert page.cookies == []


async def test_every_guide_stands_in_the_list_with_the_version_of_its_page(console: Console) -> None:
    visitor = console.visitor()
    listed = json.loads((await visitor.get("/desk/read/list.json")).text)
    guides = {f"/desk/read/{guide.id}" for guide in shared_library().guides()}
    assert set(listed["pages"]) == guides | {"/desk/read"}
    page = await visitor.get("/desk/read/vssid")
    assert page.headers["X-Version"] == listed["pages"]["/desk/read/vssid"]
    for path in listed["files"]:
        assert (await visitor.get(path)).status == 200, path


async def test_a_page_holds_every_step_and_problem(console: Console) -> None:
    guide = shared_library().find("vneid_quen_mat_khau")
    assert guide is not None
    page = (await console.visitor().get(f"/desk/read/{guide.id}")).text
    assert page.count("<section") == len(guide.steps)
    assert page.count("<details") == len(guide.problems)


async def test_the_worker_may_serve_the_whole_desk(console: Console) -> None:
    answer = await console.visitor().get("/desk/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/desk"
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_what_is_no_guide_is_not_there(console: Console) -> None:
    for path in ("/desk/read/khong_co", "/desk/read/..%2Fsw.js", "/desk/read/"):
        assert (await console.visitor().get(path)).status in (303, 404), path


async def test_the_rest_of_the_desk_is_still_shut(console: Console) -> None:
    assert (await console.visitor().get("/desk/assist")).headers["Location"].startswith("/desk/login")
