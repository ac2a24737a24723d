"""Accepted questions become lines of a guide's file, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.guides.accepting import CannotAccept, accept, patch, with_examples
from bot.guides.checks import check_folder
from bot.guides.library import FOLDER
from bot.guides.model import Guide
from tests.guides.conftest import spoil

ODD = [
    'máy báo: "sai" # sao vậy',
    "- gạch đầu dòng",
    "yes",
    "2 tháng rồi chưa có",
    "dùng \\ được không",
    "tên {tôi} [ở] đâu",
    "câu thường thôi ạ",
]


@pytest.mark.thorough
@pytest.mark.parametrize("path", sorted(FOLDER.glob("v*.yml")), ids=lambda path: path.stem)
def test_only_lines_are_added(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    changed = with_examples(text, ODD)
    added = [line for line in changed.splitlines() if line not in text.splitlines()]
    assert len(added) == len(ODD)
    assert [line for line in changed.splitlines() if line not in added] == text.splitlines()


def test_comments_and_what_is_written_by_hand_stay(folder: Path) -> None:
    path = folder / "ca.yml"
    spoil(path, "examples:\n", "examples:  # bà con hỏi\n")
    text = path.read_text(encoding="utf-8")
    assert accept(folder, "ca", ODD) == len(ODD)
    change = patch("ca", text, path.read_text(encoding="utf-8"))
    assert [line for line in change.splitlines() if line.startswith("-") and not line.startswith("---")] == []
    assert "# bà con hỏi" in path.read_text(encoding="utf-8")
    guides, mistakes = check_folder(folder)
    ca = guides["ca"]
    assert isinstance(ca, Guide)
    assert not mistakes
    assert ca.examples[-len(ODD) :] == ODD


def test_what_is_there_already_is_not_added_twice(folder: Path) -> None:
    ca = check_folder(folder)[0]["ca"]
    assert isinstance(ca, Guide)
    before = (folder / "ca.yml").read_text(encoding="utf-8")
    assert accept(folder, "ca", [ca.examples[0].upper(), ca.examples[1]]) == 0
    assert (folder / "ca.yml").read_text(encoding="utf-8") == before


def test_another_guides_example_is_refused_and_nothing_is_written(folder: Path) -> None:
    sach = check_folder(folder)[0]["sach"]
    assert isinstance(sach, Guide)
    before = (folder / "ca.yml").read_text(encoding="utf-8")
    with pytest.raises(CannotAccept, match="chưa thêm gì vào ca"):
        accept(folder, "ca", ["câu mới hẳn", sach.examples[0]])
    assert (folder / "ca.yml").read_text(encoding="utf-8") == before


def test_a_list_in_one_line_is_left_to_people(folder: Path) -> None:
    text = "title: a\nexamples: [một câu, hai câu]\nsteps: []\n"
    with pytest.raises(CannotAccept):
        with_examples(text, ["ba câu"])


def test_a_guide_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(CannotAccept, match="không có bài nào tên xyz"):
        accept(folder, "xyz", ["câu"])
