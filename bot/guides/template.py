"""A new guide's file: what the editor answered, with comments for everything that can be added."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Optional

from bot.guides.model import LEAST_EXAMPLES, Confidence, Topic

FIRST_STEP, FIRST_SOURCE = "buoc_1", "nguon_1"
REVIEW_AFTER = timedelta(days=182)
TO_FILL = "# CẦN ĐIỀN"
"""Marks what is still empty."""


@dataclass
class Draft:
    """What an editor has said of a new guide; None where the question was skipped."""

    topic: Topic
    title: Optional[str] = None
    summary: Optional[str] = None
    confidence: Confidence = Confidence.LOW
    step_title: Optional[str] = None
    step_text: Optional[str] = None
    contact: Optional[str] = None
    source_title: Optional[str] = None
    source_url: Optional[str] = None
    source_date: Optional[str] = None
    by: Optional[str] = None
    examples: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)


def guide_text(draft: Draft, day: date) -> str:
    """The file of a new guide, begun on `day`."""
    return "\n\n".join(
        [_beginning(draft), _examples(draft.examples), _CASES, _steps(draft, day), _MORE, _ending(draft, day)]
    )


def _beginning(draft: Draft) -> str:
    return f"""\
# yaml-language-server: $schema=schema.json
# Cách viết từng mục: xem guides/README.md. Kiểm tra: bot guides check. Xem thử: bot guides preview.

# Tên bài, tối đa 60 ký tự.
title: {_value(draft.title)}
# Trả lời ngay điều cốt yếu, tối đa 300 ký tự. Câu ngắn, gọi bà con là "bác".
summary: {_value(draft.summary)}
# Nhóm trong danh mục: {", ".join(topic.value for topic in Topic)}.
topic: {draft.topic.value}
# draft: nháp, bà con chưa thấy. Khi xong hãy đổi thành published.
status: draft
# high: nguồn nhà nước, mới. medium: báo chí, khớp nhau. low: chưa chắc, trợ lý sẽ chỉ nơi hỏi trước.
confidence: {draft.confidence.value}"""


def _examples(examples: Iterable[str]) -> str:
    lines = [f"  - {_value(example)}" for example in examples]
    missing = LEAST_EXAMPLES - len(lines)
    if missing > 0:
        lines.append(f"  {TO_FILL}: thêm ít nhất {missing} câu, mỗi câu một dòng bắt đầu bằng dấu gạch ngang")
    head = "# Bà con hay hỏi thế nào: có dấu, không dấu, dài, ngắn, tiếng miền. Càng nhiều càng tốt (nên trên 80)."
    return "\n".join([head, "examples:", *lines])


_CASES = """\
# Bỏ dấu # ở đầu dòng để dùng các mục dưới đây.
# who: Bài này dành cho ai.
#
# prepare:
#   - name: Căn cước
#     need: required  # required: bắt buộc, optional: nên có, choice: một trong các thứ
#     note: Bản còn hạn.
#
# Câu hỏi để biết bác thuộc trường hợp nào; mỗi lựa chọn là một nút.
# questions:
#   - id: may
#     ask: Bác dùng máy nào ạ?
#     options:
#       - {id: android, label: Máy Android}
#       - {id: iphone, label: iPhone}"""


def _steps(draft: Draft, day: date) -> str:
    return f"""\
# Các bước, từ trên xuống. Mỗi bước một việc, dưới 350 ký tự.
steps:
  - id: {FIRST_STEP}
    title: {_value(draft.step_title)}
    text: {_value(draft.step_text)}
    # screen: Màn hình sẽ hiện gì.
    # tip: Mẹo nhỏ.
    # only_if: {{may: [android]}}  # chỉ hiện khi bác chọn như thế
    sources: [{FIRST_SOURCE}]
    checked: {day.isoformat()}"""


_MORE = f"""\
# problems:
#   - id: loi_1
#     at: {FIRST_STEP}
#     says: [chữ hiện trên màn hình, lời bà con than]
#     fix: Cách xử lý.
#
# cost:
#   - text: Không mất phí.
#
# duration:
#   - text: Trong ngày.
#
# warnings:
#   - text: Không đọc OTP (mã xác nhận gửi về điện thoại) cho ai.
#     before: {FIRST_STEP}
#
# legal_basis:
#   - Số và tên văn bản."""


def _ending(draft: Draft, day: date) -> str:
    others = f"[{', '.join(draft.related)}]" if draft.related else f"[]  {TO_FILL}: mã các bài nên xem tiếp"
    return f"""\
# Hỏi ở đâu, nơi chính thức trước. Số máy đặt trong ngoặc kép; verified là ngày đã gọi thử hoặc đối chiếu.
contacts:
  - name: {_value(draft.contact)}
    # phone: "18001096"
    # verified: {day.isoformat()}

# Nguồn: trang chính thức hoặc báo, địa chỉ https.
sources:
  - key: {FIRST_SOURCE}
    title: {_value(draft.source_title)}
    url: {_value(draft.source_url)}
    date: {_value(draft.source_date)}

# Ai đã so với nguồn, ngày nào, đến ngày nào phải xem lại.
review:
  done_on: {day.isoformat()}
  due_on: {(day + REVIEW_AFTER).isoformat()}
  by: {_value(draft.by)}

related: {others}
"""


def _value(text: Optional[str]) -> str:
    """A text as YAML takes it whatever is in it; a mark where there is none."""
    return json.dumps(text, ensure_ascii=False) if text else TO_FILL
