"""`bot guides draw` writes a Mermaid flowchart of questions and steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.guides import walk
from bot.guides.commands import app
from bot.guides.drawing import draw
from bot.guides.library import shared_library
from bot.guides.model import Guide
from bot.guides.tours import today, ways
from tests.guides.conftest import spoil

GUIDES = shared_library().guides()

LABEL = r'"[^"<>`\n]+"'
NODE = re.compile(rf"    ([a-z]+(?:_[a-z0-9_]+)?)(?:\(\[{LABEL}\]\)|\[\[{LABEL}\]\]|\[{LABEL}\]|\{{{LABEL}\}})")
EDGE = re.compile(rf"    ([a-z][a-z0-9_]*) -->(?:\|{LABEL}\|)? ([a-z][a-z0-9_]*)")


def test_questions_and_steps_are_joined(folder: Path) -> None:
    result = CliRunner().invoke(app, ["--folder", str(folder), "draw", "ca"])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "flowchart TD",
        '    start(["giấy phép câu cá"])',
        '    q_viec{"Bác cần việc nào ạ?"}',
        '    s_hoi["Hỏi xã"]',
        '    s_nop["Nộp giấy"]',
        '    finish(["Xong"])',
        "    start --> q_viec",
        "    q_viec --> s_hoi",
        '    s_hoi -->|"Làm mới"| s_nop',
        "    s_nop --> finish",
        '    s_hoi -->|"Đổi"| finish',
    ]


def test_labels_are_escaped(folder: Path) -> None:
    spoil(folder / "ca.yml", "title: Hỏi xã", "title: 'Hỏi \"xã\" <b> #1 `x`'")
    result = CliRunner().invoke(app, ["--folder", str(folder), "draw", "ca"])
    assert 's_hoi["Hỏi #quot;xã#quot; #lt;b#gt; #35;1 #96;x#96;"]' in result.output


def test_an_option_that_leads_to_another_guide_ends_there(folder: Path) -> None:
    spoil(folder / "ca.yml", "{id: doi, label: Đổi}", "{id: doi, label: Đổi, leads_to: sach}")
    drawn = CliRunner().invoke(app, ["--folder", str(folder), "draw", "ca"]).output
    assert '    g_sach[["Bài: sach"]]' in drawn
    assert '    q_viec -->|"Đổi"| g_sach' in drawn


@pytest.mark.parametrize("guide", GUIDES, ids=[guide.id for guide in GUIDES])
def test_every_guide_can_be_drawn(guide: Guide) -> None:
    head, *lines = draw(guide, today()).splitlines()
    assert head == "flowchart TD"
    nodes = [found.group(1) for line in lines if (found := NODE.fullmatch(line))]
    edges = [found.groups() for line in lines if (found := EDGE.fullmatch(line))]
    assert len(nodes) + len(edges) == len(lines)
    assert {node for edge in edges for node in edge} == set(nodes)
    answered = [answers for answers in ways(guide) if walk.UNKNOWN not in answers.values()]
    assert {f"s_{step.id}" for answers in answered for step in walk.steps(guide, answers, today())} <= set(nodes)
