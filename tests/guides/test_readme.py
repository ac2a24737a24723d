"""guides/README.md has a row for every key of a guide and a heading for every command."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from bot.cli import guide_commands
from bot.guides import model
from bot.guides.library import FOLDER
from bot.guides.limits import TELEGRAM_TEXT, ZALO_BUTTON_TITLE, ZALO_BUTTONS, ZALO_TEXT
from bot.guides.local import LocalContacts
from bot.guides.model import LEAST_EXAMPLES
from bot.guides.targets import PAYLOAD_BYTES

README = (FOLDER / "README.md").read_text(encoding="utf-8")

SECTIONS: list[tuple[str, type[BaseModel]]] = [
    ("## Các mục của một bài", model.Guide),
    ("### Đồ cần chuẩn bị (`prepare`)", model.Thing),
    ("### Câu hỏi (`questions`)", model.Question),
    ("### Lựa chọn (`options`)", model.Option),
    ("### Bước (`steps`)", model.Step),
    ("### Lỗi (`problems`)", model.Problem),
    ("### Phí và thời gian (`cost`, `duration`)", model.Note),
    ("### Cảnh báo (`warnings`)", model.Warning),
    ("### Nơi hỏi (`contacts`)", model.Contact),
    ("### Nguồn (`sources`)", model.Source),
    ("### Kiểm tra (`review`)", model.Review),
    ("### Bài đã đổi tên (`replaced_by`)", model.Redirect),
    ("## Nơi hỏi riêng của từng tỉnh", LocalContacts),
]


def _section(heading: str) -> str:
    assert README.count(f"\n{heading}\n") == 1, heading
    return README.split(f"\n{heading}\n")[1].split("\n#")[0]


@pytest.mark.parametrize(("heading", "part"), SECTIONS, ids=[part.__name__ for _, part in SECTIONS])
def test_every_key_has_its_row(heading: str, part: type[BaseModel]) -> None:
    rows = {row[0]: row[1] for row in re.findall(r"^\| `([a-z_]+)` \| (có)?", _section(heading), re.MULTILINE)}
    assert set(rows) == set(part.__fields__)
    needed = {name for name, field in part.__fields__.items() if field.required and name != "id"}
    assert {name for name, must in rows.items() if must and name != "id"} == needed


def test_every_part_of_a_guide_has_a_section() -> None:
    told = {part for _, part in SECTIONS}
    parts = {one for one in vars(model).values() if hasattr(one, "__fields__") and one.__module__ == model.__name__}
    assert parts - told == {model.Part, model.Conditional, model.Dated}


def test_every_command_has_its_heading() -> None:
    named = {
        str(command.name or command.callback.__name__)
        for command in guide_commands.registered_commands
        if command.callback
    }
    assert set(re.findall(r"^### `bot guides ([a-z]+)`$", README, re.MULTILINE)) == named


def test_the_limits_are_those_of_the_code() -> None:
    limits = _section("## Giới hạn")
    for number in (ZALO_TEXT, TELEGRAM_TEXT, ZALO_BUTTON_TITLE, ZALO_BUTTONS, PAYLOAD_BYTES):
        assert str(number) in limits
    assert f"ít nhất {LEAST_EXAMPLES} câu" in README


def test_every_choice_of_words_is_named() -> None:
    for words in (model.Topic, model.Status, model.Confidence, model.Need):
        assert not [word.value for word in words if f"`{word.value}`" not in README]
