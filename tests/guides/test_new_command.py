"""`bot guides new` asks, writes a file with comments, and says what is still to be filled."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.guides.commands import app
from bot.guides.model import Confidence, Guide, Status, Topic
from bot.guides.reading import read_guide

EXAMPLES = [f"xin giấy phép thả diều câu {number}" for number in range(12)]
ANSWERS = [
    'Thả diều: "luật" #1',
    "2",
    "Bác hỏi xã trước.",
    "1",
    "Hỏi xã",
    "Bác ra xã: hỏi cán bộ.",
    "Ủy ban nhân dân xã",
    "Báo Diều: bài một",
    "https://dieu.example.vn/1",
    "2026-03",
    "Ban biên tập",
    *EXAMPLES,
    "",
    "ca",
    "",
]


def new(folder: Path, guide_id: str, *lines: str) -> Result:
    return CliRunner().invoke(app, ["--folder", str(folder), "new", guide_id], input="\n".join(lines) + "\n")


def test_everything_answered_is_a_valid_draft(folder: Path) -> None:
    result = new(folder, "tha_dieu", *ANSWERS)
    assert result.exit_code == 0, result.output
    assert "Bài đã hợp lệ" in result.output
    guide = read_guide(folder / "tha_dieu.yml")
    assert isinstance(guide, Guide)
    assert (guide.title, guide.topic, guide.status) == (ANSWERS[0], Topic.PUBLIC_SERVICES, Status.DRAFT)
    assert guide.confidence is Confidence.HIGH
    assert guide.steps[0].text == "Bác ra xã: hỏi cán bộ."
    assert guide.examples == EXAMPLES
    assert guide.related == ["ca"]


def test_everything_skipped_is_told_and_marked(folder: Path) -> None:
    result = new(folder, "tha_dieu", "", "6", *[""] * 11)
    assert result.exit_code == 0, result.output
    for field in ("title", "summary", "examples", "steps[1].title", "steps[1].text", "contacts[1].name", "review.by"):
        assert f": {field}: " in result.output
    assert "sources[1].url" in result.output
    text = (folder / "tha_dieu.yml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json")
    assert text.count("# CẦN ĐIỀN") >= 10
    assert "topic: ky_nang_so" in text


def test_a_wrong_answer_is_asked_again(folder: Path) -> None:
    answers = [*ANSWERS[:8], "http://dieu.example.vn", *ANSWERS[8:]]
    answers[0:1] = ["x" * 61, ANSWERS[0]]
    answers[2:2] = ["9", "hai"]
    answers[-2:-2] = ["khong_co"]
    result = new(folder, "tha_dieu", *answers)
    assert result.exit_code == 0, result.output
    assert "Chưa được: dài quá 60 ký tự" in result.output
    assert result.output.count("Hãy gõ một số từ 1 đến 6.") == 2
    assert "Chưa được: địa chỉ phải bắt đầu bằng https://" in result.output
    assert "Chưa được: không có bài nào tên khong_co" in result.output
    assert "Bài đã hợp lệ" in result.output


@pytest.mark.parametrize(
    ("guide_id", "told"),
    [
        ("ca", "đã có bài ca"),
        ("Thả Diều", "chỉ dùng chữ thường không dấu"),
        ("a" * 29, "dài quá 28 ký tự"),
        ("all", "đã dùng cho việc khác"),
        ("vneid", "đã dùng cho việc khác"),
    ],
)
def test_a_wrong_id_is_refused(folder: Path, guide_id: str, told: str) -> None:
    before = (folder / "ca.yml").read_text(encoding="utf-8")
    result = new(folder, guide_id, *ANSWERS)
    assert result.exit_code == 1
    assert told in result.output
    assert sorted(path.name for path in folder.iterdir()) == ["ca.yml", "sach.yml"]
    assert (folder / "ca.yml").read_text(encoding="utf-8") == before


def test_stopping_half_way_writes_nothing(folder: Path) -> None:
    result = new(folder, "tha_dieu", "Thả diều")
    assert result.exit_code == 1
    assert "chưa ghi gì" in result.output
    assert not (folder / "tha_dieu.yml").exists()
