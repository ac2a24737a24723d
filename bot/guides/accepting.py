"""Adds questions of citizens to a guide's `examples`: only these lines change, every other byte of the file stays."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from bot.errors import BotError
from bot.guides.checks import check_folder
from bot.guides.findings import AnyGuide
from bot.guides.model import Guide
from bot.text import fold

_PLAIN = re.compile(r"[^\W\d_][^:#\"'\\{}\[\]&*!|>%@`\n]*")
"""What YAML reads as these very words without quotation marks, with a letter in front."""

UNUSUAL = "các câu mẫu của bài này không viết mỗi câu một dòng; hãy thêm bằng tay"

_NOT_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class CannotAccept(BotError):
    """Examples that a file cannot take; the file is as it was."""


def with_examples(text: str, more: Iterable[str]) -> str:
    """A guide's file with more examples below its last one. Raises CannotAccept when they would not read back."""
    before = _read(text)
    known = {fold(one) for one in before["examples"]}
    new = [one for one in dict.fromkeys(" ".join(one.split()) for one in more) if one and fold(one) not in known]
    if not new:
        return text
    lines = text.splitlines(keepends=True)
    place, indent = _end_of_examples(before, lines)
    lines[place:place] = [f"{indent}- {_scalar(one)}\n" for one in new]
    changed = "".join(lines)
    after = _read(changed)
    same = all(after[key] == before[key] for key in before if key != "examples") and list(after) == list(before)
    if not same or list(after["examples"]) != [*before["examples"], *new]:
        raise CannotAccept(UNUSUAL)
    return changed


def patch(guide_id: str, text: str, changed: str) -> str:
    """The change as a patch for `git apply`; empty when nothing changes."""
    name = f"guides/{guide_id}.yml"
    lines = difflib.unified_diff(
        text.splitlines(keepends=True), changed.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(lines)


def taken(question: str, guides: Mapping[str, AnyGuide]) -> str:
    """The guide that has this example already; empty when none has."""
    wanted = fold(question)
    having = (name for name, one in guides.items() if isinstance(one, Guide) and wanted in map(fold, one.examples))
    return next(having, "")


def accept(folder: Path, guide_id: str, questions: Iterable[str]) -> int:
    """Writes the questions into the guide's file; returns how many are new there.

    Raises CannotAccept, and leaves the file as it was, when the guide is not there or would have a mistake.
    """
    path = folder / f"{guide_id}.yml"
    if not path.is_file():
        raise CannotAccept(f"không có bài nào tên {guide_id}")
    text = path.read_text(encoding="utf-8")
    before = {str(mistake) for mistake in check_folder(folder)[1]}
    changed = with_examples(text, questions)
    path.write_text(changed, encoding="utf-8")
    wrong = [str(mistake) for mistake in check_folder(folder)[1] if str(mistake) not in before]
    if wrong:
        path.write_text(text, encoding="utf-8")
        raise CannotAccept("\n".join([f"chưa thêm gì vào {guide_id}:", *wrong]))
    return changed.count("\n") - text.count("\n")


def _read(text: str) -> CommentedMap:
    content = YAML(typ="rt").load(text)
    if not isinstance(content, CommentedMap) or not content.get("examples"):
        raise CannotAccept("tệp này không có mục examples")
    return content


def _end_of_examples(content: CommentedMap, lines: list[str]) -> tuple[int, str]:
    """The number of the line below the last example, and what stands before the dash of each."""
    row, column = content["examples"].lc.item(len(content["examples"]) - 1)
    if not lines[row].lstrip().startswith("- "):
        raise CannotAccept(UNUSUAL)
    end = row + 1
    while end < len(lines) and lines[end].strip() and lines[end][: column + 1].isspace():
        end += 1  # an example that goes on in the next line
    return end, " " * lines[row].index("-")


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
