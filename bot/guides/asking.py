"""Asks an editor for a new guide, question by question; each answer is checked at once, and each may be skipped."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, Optional

from pydantic import BaseModel, ValidationError

from bot.guides.model import Confidence, Contact, Guide, Review, Source, Step, Topic
from bot.guides.pages import TOPICS
from bot.guides.reading import said
from bot.guides.template import Draft

RESERVED = frozenset(
    {"all", "go", "back", "restart", "session_start", "nlu_fallback", "out_of_scope", *(topic.value for topic in Topic)}
)
"""Names that mean something else to the dialogue, to the menu or in guides/local."""

SURE = {
    Confidence.HIGH: "cao: nguồn nhà nước, mới",
    Confidence.MEDIUM: "vừa: báo chí, các nguồn khớp nhau",
    Confidence.LOW: "thấp: chưa chắc, trợ lý chỉ nơi hỏi trước",
}

Read = Callable[[str], str]
Write = Callable[[str], None]


def wrong_id(guide_id: str, existing: Container[str]) -> Optional[str]:
    """Why no new guide can have this id; None when it can."""
    if guide_id in existing:
        return f"đã có bài {guide_id}; hãy mở guides/{guide_id}.yml để sửa, hoặc chọn mã khác"
    if guide_id in RESERVED:
        return f"mã {guide_id} đã dùng cho việc khác; hãy chọn mã khác"
    reason = _wrong(Guide, "id", guide_id)
    return f"mã {guide_id}: {reason}" if reason else None


def ask(read: Read, write: Write, existing: Container[str]) -> Draft:
    """The editor's answers. An empty line skips a question; what is skipped is marked in the file."""

    def text(question: str, model: type[BaseModel], name: str) -> Optional[str]:
        return _text(read, write, question, lambda answer: _wrong(model, name, answer))

    write("Trả lời từng câu. Chưa biết thì bấm Enter để bỏ qua, điền sau trong tệp.")
    return Draft(
        title=text("Tên bài", Guide, "title"),
        topic=_pick(read, write, "Nhóm", TOPICS),
        summary=text("Trả lời ngay điều cốt yếu, một hai câu", Guide, "summary"),
        confidence=_pick(read, write, "Độ tin cậy của dữ kiện", SURE, Confidence.LOW),
        step_title=text("Tên bước đầu tiên", Step, "title"),
        step_text=text("Bước đầu tiên làm gì", Step, "text"),
        contact=text("Vướng thì hỏi nơi chính thức nào", Contact, "name"),
        source_title=text("Tên nguồn (trang, báo và bài)", Source, "title"),
        source_url=text("Địa chỉ nguồn (https://…)", Source, "url"),
        source_date=text("Ngày của nguồn (2026-03-15, 2026-03 hoặc 2026)", Source, "date"),
        by=text("Ai kiểm tra bài này", Review, "by"),
        examples=_several(read, write, "Bà con hỏi thế nào", lambda line: None),
        related=_several(read, write, "Mã bài liên quan", lambda other: _unknown(other, existing)),
    )


def _unknown(guide_id: str, existing: Container[str]) -> Optional[str]:
    return None if guide_id in existing else f"không có bài nào tên {guide_id}"


def _wrong(model: type[BaseModel], name: str, value: Any) -> Optional[str]:
    _, error = model.__fields__[name].validate(value, {}, loc=name)
    if not error:
        return None
    return said(ValidationError([error], model).errors()[0])


def _text(read: Read, write: Write, question: str, wrong: Callable[[str], Optional[str]]) -> Optional[str]:
    while True:
        answer = read(question).strip()
        reason = wrong(answer) if answer else None
        if reason is None:
            return answer or None
        write(f"  Chưa được: {reason}.")


def _pick(read: Read, write: Write, question: str, options: dict[Any, str], default: Any = None) -> Any:
    for number, name in enumerate(options.values(), start=1):
        write(f"  {number}. {name}")
    while True:
        answer = read(f"{question} (gõ số)").strip()
        if not answer and default is not None:
            return default
        if answer.isdecimal() and 1 <= int(answer) <= len(options):
            return list(options)[int(answer) - 1]
        write(f"  Hãy gõ một số từ 1 đến {len(options)}.")


def _several(read: Read, write: Write, question: str, wrong: Callable[[str], Optional[str]]) -> list[str]:
    write(f"{question}? Mỗi dòng một câu; dòng trống là hết.")
    answers: list[str] = []
    while True:
        answer = _text(read, write, str(len(answers) + 1), wrong)
        if answer is None:
            return answers
        answers.append(answer)
