"""`bot guides check` tells every mistake at once: file, line, field, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.guides.commands import app
from tests.guides.conftest import WORDS, spoil, write_guide

pytestmark = pytest.mark.thorough


def check(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--folder", str(folder), "check", *arguments])


def test_good_guides_pass(folder: Path) -> None:
    result = check(folder, "--strict")
    assert result.exit_code == 0, result.output
    assert result.output == "2 bài đọc được, 0 lỗi, 0 điều nên xem lại.\n"


def test_our_own_guides_have_no_mistake() -> None:
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0, result.output
    assert "PHẢI SỬA" not in result.output


MISTAKES = [
    ("topic: dich_vu_cong", "topic: khac", "topic", "chỉ được là một trong: vneid"),
    ("status: published", "status: published\nmau: xanh", "mau", "không có mục nào tên như vậy"),
    ('phone: "0123"', "phone: 0123", "contacts[1].phone", "đặt trong ngoặc kép"),
    ('url: "https://bao.example.vn/bai"', 'url: "http://bao.example.vn/bai"', "sources[1].url", "https://"),
    ("sources: [bao]", "sources: [khac]", "steps[1].sources", "không có nguồn nào khoá khac"),
    ("at: hoi", "at: khac", "problems[1].at", "không có bước nào mã khac"),
    ("only_if: {viec: [moi]}", "only_if: {viec: [khac]}", "steps[2].only_if", "không có lựa chọn khac"),
    ("related: [sach]", "related: [khac]", "related[1]", "không có bài nào tên khac"),
    ("{id: doi, label: Đổi}", "{id: doi, label: Đổi, leads_to: khac}", "questions[1].options[2].leads_to", "khac"),
    ("id: nop", "id: hoi", "steps[2]", "mã hoi đã dùng ở trên"),
    ("text: Bác nộp giấy.", "text: Bác vào http://xa.example.vn nhé.", "steps[2].text", "không an toàn"),
    ("text: Bác nộp giấy.", "text: Bác vào https://10.0.0.1/nop nhé.", "steps[2].text", "không an toàn"),
    ("id: nop\n", "id: nop\n    image: http://xa.example.vn/a.png\n", "steps[2].image", "https://"),
    ("text: Bác nộp giấy.", "text: " + "Bác nộp giấy. " * 150, "steps[2]", "Zalo phải gửi làm đôi"),
    ("due_on: 2999-01-01", "due_on: 2025-01-01", "review.due_on", "phải sau ngày kiểm tra"),
    ("summary: Bác hỏi", "summary: Bác: hỏi", "(tệp)", "đặt cả câu trong ngoặc kép"),
    ("summary: Bác hỏi", 'summary: "Bác hỏi', "(tệp)", "quên đóng ngoặc kép"),
    ("status: published", "status: published\nstatus: draft", "(tệp)", "viết hai lần"),
]


@pytest.mark.parametrize(("before", "after", "field", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place(folder: Path, before: str, after: str, field: str, told: str) -> None:
    spoil(folder / "ca.yml", before, after)
    result = check(folder)
    assert result.exit_code == 1
    assert "PHẢI SỬA" in result.output
    assert field in result.output
    assert told in result.output


def test_the_line_is_that_of_the_part(folder: Path) -> None:
    line = spoil(folder / "ca.yml", "at: hoi", "at: khac")
    example = spoil(folder / "sach.yml", "thẻ thư viện câu số 7", "giấy phép câu cá câu số 7")
    output = check(folder).output
    assert f"  ca.yml:{line}: problems[1].at: không có bước nào mã khac" in output
    assert f"  sach.yml:{example}: examples[8]: câu này đã có trong bài ca" in output


def test_every_mistake_at_once(folder: Path) -> None:
    spoil(folder / "ca.yml", "topic: dich_vu_cong", "topic: khac")
    spoil(folder / "ca.yml", "confidence: medium", "confidence: chac")
    spoil(folder / "sach.yml", "related: [ca]", "related: [khac]")
    assert "3 lỗi" in check(folder).output


def test_a_file_that_cannot_be_read_is_one_mistake(folder: Path) -> None:
    spoil(folder / "ca.yml", "topic: dich_vu_cong", "topic: khac")
    assert "1 bài đọc được, 1 lỗi" in check(folder).output


def test_only_the_named_guides(folder: Path) -> None:
    spoil(folder / "sach.yml", "related: [ca]", "related: [khac]")
    assert check(folder, "ca").exit_code == 0
    assert check(folder, "sach").exit_code == 1


def test_an_answer_must_leave_a_step(folder: Path) -> None:
    spoil(folder / "ca.yml", "  - id: hoi\n", "  - id: hoi\n    only_if: {viec: [moi]}\n")
    assert "trả lời (viec: doi) thì không còn bước nào" in check(folder).output


def test_a_step_must_not_end_alone_on_a_later_day(folder: Path) -> None:
    spoil(folder / "ca.yml", "  - id: hoi\n", "  - id: hoi\n    valid_until: 2998-12-31\n")
    assert "thì không còn bước nào từ ngày 2999-01-01" in check(folder).output


WARNINGS = [
    ("due_on: 2999-01-01", "due_on: 2026-01-02", "quá hạn kiểm tra lại"),
    ("related: [sach]", "related: []", "chưa có bài liên quan"),
    ("text: Bác nộp giấy.", "text: Bác nộp giấy" + " và giấy" * 16 + ".", "câu dài 35 chữ"),
    ("text: Bác nộp giấy.", "text: Bác mở máy, chọn mục rồi bấm nút.", "3 việc trong một câu"),
    ("text: Bác nộp giấy.", "text: Bác đọc OTP.", "OTP (mã xác nhận gửi về điện thoại)"),
    ("text: Bác nộp giấy.", "text: Bác hỏi XYZ.", "chữ viết tắt XYZ chưa được giải thích"),
    ("text: Bác nộp giấy.", "text: " + "Bác nộp giấy. " * 50, "nên dưới 600"),
    ("id: nop\n", "id: nop\n    valid_until: 2026-01-01\n", "đã hết hạn áp dụng"),
]


@pytest.mark.parametrize(("before", "after", "told"), WARNINGS)
def test_a_warning_fails_only_when_strict(folder: Path, before: str, after: str, told: str) -> None:
    spoil(folder / "ca.yml", before, after)
    result = check(folder)
    assert result.exit_code == 0, result.output
    assert "NÊN XEM LẠI" in result.output
    assert told in result.output
    assert check(folder, "--strict").exit_code == 1


def test_an_abbreviation_may_be_explained_anywhere_in_the_guide(folder: Path) -> None:
    spoil(folder / "ca.yml", "text: Bác nộp giấy.", "text: Bác đọc OTP.")
    spoil(folder / "ca.yml", "fix: Bác quay lại hôm sau.", "fix: OTP (mã xác nhận) đến sau.")
    assert check(folder, "--strict").exit_code == 0


def test_an_example_among_those_of_another_guide(folder: Path) -> None:
    for number, about in enumerate(WORDS[2:]):
        write_guide(folder, f"bai_{number}", about, "ca")
    line = spoil(folder / "ca.yml", "giấy phép câu cá câu số 5", "thẻ thư viện mất rồi câu số 5")
    output = check(folder).output
    assert f"  ca.yml:{line}: examples[6]: câu này giống bài sach hơn" in output


def test_a_stub_needs_the_guide_it_leads_to(folder: Path) -> None:
    (folder / "cu.yml").write_text("title: Bài cũ\nstatus: retired\nreplaced_by: khac\n", encoding="utf-8")
    assert "cu.yml:3: replaced_by: không có bài nào tên khac" in check(folder).output
    (folder / "cu.yml").write_text("title: Bài cũ\nstatus: retired\nreplaced_by: ca\n", encoding="utf-8")
    assert check(folder).exit_code == 0
