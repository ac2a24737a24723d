"""A folder of small guides that tests may spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WORDS = ("giấy phép câu cá", "thẻ thư viện", "tập bơi", "trồng hoa", "sửa xe đạp", "học đàn")
"""What the small guides are about: far apart from each other."""

TEXT = """\
title: {title}
summary: Bác hỏi xã về {about}.
topic: dich_vu_cong
status: published
confidence: medium
examples:
{examples}
questions:
  - id: viec
    ask: Bác cần việc nào ạ?
    options:
      - {{id: moi, label: Làm mới}}
      - {{id: doi, label: Đổi}}
steps:
  - id: hoi
    title: Hỏi xã
    text: Bác ra xã hỏi.
    sources: [bao]
  - id: nop
    only_if: {{viec: [moi]}}
    title: Nộp giấy
    text: Bác nộp giấy.
problems:
  - id: dong_cua
    at: hoi
    says: [xã đóng cửa]
    fix: Bác quay lại hôm sau.
contacts:
  - {{name: Ủy ban nhân dân xã, phone: "0123"}}
sources:
  - {{key: bao, title: "Báo: một bài", url: "https://bao.example.vn/bai", date: 2026}}
review: {{done_on: 2026-01-01, due_on: 2999-01-01, by: Ban biên tập}}
related: [{related}]
"""

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two guides without a mistake: `ca` and `sach`."""
    write_guide(tmp_path, "ca", WORDS[0], "sach")
    write_guide(tmp_path, "sach", WORDS[1], "ca")
    return tmp_path


def write_guide(folder: Path, guide_id: str, about: str, related: str, *changes: tuple[str, str]) -> Path:
    """Writes one small guide about something; each change replaces one text in the file."""
    examples = "\n".join(f"  - {about} câu số {number}" for number in range(12))
    text = TEXT.format(title=about, about=about, examples=examples, related=related)
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path = folder / f"{guide_id}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def spoil(path: Path, before: str, after: str) -> int:
    """Replaces one text in a file; returns its line, counted from 1."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1
