"""`bot guides preview` shows the pages citizens see, and follows every button."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.guides.commands import app
from bot.guides.library import Library
from bot.guides.preview import Visit
from bot.guides.targets import Target
from bot.guides.tours import every_page, today, ways
from tests.guides.conftest import spoil

pytestmark = pytest.mark.thorough


def preview(folder: Path, guide_id: str, *typed: str, province: str = "") -> Result:
    arguments = ["--folder", str(folder), "preview", guide_id, *(["--tinh", province] if province else [])]
    return CliRunner().invoke(app, arguments, input="\n".join(typed) + "\n")


def test_from_the_opening_to_the_end(folder: Path) -> None:
    result = preview(folder, "ca", "1", "1", "1", "1", "q")
    assert result.exit_code == 0, result.output
    shown = result.output
    for words in ("Bác hỏi xã về giấy phép câu cá.", "Bác cần việc nào ạ?", "Bước 1/2. Hỏi xã", "Bước 2/2. Nộp giấy"):
        assert words in shown
    assert "Vậy là xong «giấy phép câu cá»" in shown


def test_an_answer_rules_a_step_out(folder: Path) -> None:
    assert "Bước 1/1. Hỏi xã" in preview(folder, "ca", "1", "2", "q").output


def test_stuck_shows_the_problems_of_the_step(folder: Path) -> None:
    shown = preview(folder, "ca", "1", "2", "2", "1", "q").output
    assert "Bác thấy gì trên màn hình ạ?" in shown
    assert "Bác quay lại hôm sau." in shown


def test_a_wrong_number_is_asked_again_and_the_end_of_input_ends(folder: Path) -> None:
    result = preview(folder, "ca", "7", "hai")
    assert result.exit_code == 0
    assert result.output.count("Hãy gõ một số từ 1 đến 3.") == 2


def test_a_draft_can_be_previewed(folder: Path) -> None:
    spoil(folder / "ca.yml", "status: published", "status: draft")
    assert "Bác hỏi xã về giấy phép câu cá." in preview(folder, "ca", "q").output


def test_related_guides_open(folder: Path) -> None:
    shown = preview(folder, "ca", "1", "2", "1", "3", "q").output
    assert "Bác hỏi xã về thẻ thư viện." in shown


def test_a_province_shows_its_contacts(folder: Path) -> None:
    (folder / "local").mkdir()
    (folder / "local" / "dong_thap.yml").write_text(
        "province: Đồng Tháp\ncontacts:\n  all:\n    - {name: Tổng đài tỉnh, phone: '1022'}\n", encoding="utf-8"
    )
    assert "Tổng đài tỉnh: 1022" in preview(folder, "ca", "3", "q", province="tiền giang").output
    assert preview(folder, "ca", "q", province="Atlantis").exit_code == 1


def test_an_unknown_guide_is_told(folder: Path) -> None:
    result = preview(folder, "khong_co", "q")
    assert result.exit_code == 1
    assert "không có bài nào đọc được tên khong_co" in result.output


def test_every_button_of_our_guides_can_be_followed() -> None:
    guides = {guide.id: guide for guide in Library().guides()}
    for guide in guides.values():
        for answers in ways(guide):
            for _, page in every_page(guide, answers, today()):
                for target in {choice.target for choice in page.choices}:
                    visit = Visit(guides, guide, today())
                    visit.answers = dict(answers)
                    outside = target.verb in ("menu", "topic", "up", "down")
                    assert (visit.go(target) is None) is outside, target


def test_resume_goes_back_to_the_step_last_seen(folder: Path) -> None:
    guides = {guide.id: guide for guide in Library(folder).guides()}
    visit = Visit(guides, guides["ca"], today())
    step = visit.go(Target.step("ca", "nop"))
    visit.go(Target("cost", "ca"))
    assert visit.go(Target("resume", "ca")) == step
