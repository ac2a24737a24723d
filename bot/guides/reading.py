"""Reads guide files: YAML 1.2 with line numbers, every mistake of a file at once, told in Vietnamese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Optional, TypeVar, Union

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.errors import GuideError, Mistake
from bot.guides.model import Guide, Redirect

Place = tuple[Union[str, int], ...]
Content = dict[str, Any]
Built = TypeVar("Built")

_SAID = {
    "value_error.missing": "thiếu mục này, hãy thêm vào",
    "value_error.extra": "không có mục nào tên như vậy; xem các mục trong guides/README.md",
    "value_error.any_str.min_length": "đang để trống, hãy viết nội dung",
    "value_error.date": "ngày phải viết theo kiểu 2026-11-22",
    "type_error.none.not_allowed": "đang để trống, hãy viết nội dung hoặc bỏ mục này",
    "type_error.list": "phải là một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang",
    "type_error.dict": "phải là các dòng dạng «tên: nội dung»",
    "type_error.str": "phải là chữ; số điện thoại, con số, hoặc câu có dấu hai chấm thì đặt trong ngoặc kép",
}

_SYNTAX = {
    "mapping values are not allowed": "trong câu có dấu hai chấm; hãy đặt cả câu trong ngoặc kép",
    "unexpected end of stream": "quên đóng ngoặc kép",
    "expected ','": "quên đóng ngoặc, hoặc thiếu dấu phẩy giữa hai phần trong ngoặc",
    "cannot start any token": "đầu dòng có phím Tab hoặc ký hiệu lạ; dùng dấu cách, và đặt câu trong ngoặc kép",
    "expected key": "đầu dòng chưa thẳng hàng, còn chữ sau ngoặc kép, hoặc câu phía trên quên đóng ngoặc kép",
    "block end": "đầu dòng chưa thẳng hàng, còn chữ sau ngoặc kép, hoặc câu phía trên quên đóng ngoặc kép",
}
"""Part of the YAML reader's words → what an editor has to do."""


def read_guide(path: Path) -> Union[Guide, Redirect]:
    """The guide in `path`. Raises GuideError with every mistake of the file."""

    def build(content: Content) -> Union[Guide, Redirect]:
        kind = Redirect if "replaced_by" in content else Guide
        return kind(**{**content, "id": path.stem})

    return read_as(path, build)


def read_as(path: Path, build: Callable[[Content], Built]) -> Built:
    """What `build` makes of the content of `path`. Raises GuideError with every mistake of the file."""
    content = read_content(path)
    try:
        return build(content)
    except ValidationError as error:
        lines = read_lines(path)
        raise GuideError(
            [
                Mistake(path.name, line_of(lines, found["loc"]), field_name(found["loc"]), said(found))
                for found in error.errors()
            ]
        ) from error


def read_content(path: Path) -> Content:
    """The content of `path`.

    Raises GuideError when the file is not valid YAML 1.2, repeats a key, or is not a mapping.
    """
    content = _read(path, lambda text: YAML(typ="safe").load(text))
    if not isinstance(content, dict):
        raise GuideError([Mistake(path.name, 1, "(tệp)", "tệp phải gồm các dòng dạng «tên: nội dung»")])
    return {str(key): value for key, value in content.items()}


def read_lines(path: Path) -> Optional[Node]:
    """The same as `read_content`, but as nodes that know their lines, for `line_of`."""
    lines: Optional[Node] = _read(path, lambda text: YAML(typ="safe").compose(text))
    return lines


def line_of(lines: Optional[Node], place: Place) -> int:
    """The line, counted from 1, where `place` stands or should stand."""
    line, here = 0, lines
    for key in place:
        if isinstance(here, MappingNode):
            found = next(((name, value) for name, value in here.value if name.value == str(key)), None)
        elif isinstance(here, SequenceNode) and isinstance(key, int) and key < len(here.value):
            found = (here.value[key], here.value[key])
        else:
            found = None
        if found is None:
            break
        line, here = found[0].start_mark.line, found[1]
    return int(line) + 1


def field_name(place: Place) -> str:
    """`('steps', 2, 'text')` as an editor reads it: `steps[3].text`."""
    name = ""
    for key in place:
        name += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return name.lstrip(".")


def _read(path: Path, read: Callable[[str], Any]) -> Any:
    try:
        return read(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        raise GuideError([_unreadable(path, error, "mục này viết hai lần, hãy giữ một")]) from error
    except MarkedYAMLError as error:
        raise GuideError([_unreadable(path, error, _explained(str(error.problem)))]) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise GuideError([Mistake(path.name, 1, "(tệp)", f"không đọc được tệp: {error}")]) from error


def _unreadable(path: Path, error: MarkedYAMLError, what: str) -> Mistake:
    opened = any(words in str(error.problem) for words in ("end of stream", "expected ','"))
    mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
    return Mistake(path.name, mark.line + 1 if mark else 1, "(tệp)", what)


def _explained(problem: str) -> str:
    return next((said for words, said in _SYNTAX.items() if words in problem), f"sai cú pháp YAML: {problem}")


def said(found: Mapping[str, Any]) -> str:
    """One mistake as pydantic reports it, told to an editor."""
    kind, context = found["type"], found.get("ctx", {})
    if kind == "value_error.any_str.max_length":
        return f"dài quá {context['limit_value']} ký tự, hãy viết ngắn lại"
    if kind == "value_error.list.min_items":
        return f"cần ít nhất {context['limit_value']} dòng"
    if kind == "value_error.list.max_items":
        return f"nhiều nhất {context['limit_value']} dòng"
    if kind == "value_error.str.regex":
        return "chỉ dùng chữ thường không dấu, số và gạch dưới"
    if kind == "type_error.enum":
        allowed = ", ".join(str(value.value) for value in context["enum_values"])
        return f"chỉ được là một trong: {allowed}"
    return _SAID.get(kind, str(found["msg"]))
