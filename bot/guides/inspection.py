"""Everything that can be said of the folder of guides: mistakes that must be mended, and advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import Mistake
from bot.guides.checks import check_folder
from bot.guides.findings import AnyGuide, Finding, Lines
from bot.guides.language import hard_to_read
from bot.guides.limits import beyond_limits, long_steps
from bot.guides.local import check_local
from bot.guides.model import Confidence, Guide, Status
from bot.guides.neighbours import strays
from bot.guides.texts import citizen_texts

_BAD_LINK = re.compile(r"\bhttp://\S+|\bhttps?://\d+(?:\.\d+){3}\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Inspection:
    """What was found: mistakes keep a guide out of service or harm citizens, warnings ask for a second look."""

    guides: dict[str, AnyGuide]
    mistakes: list[Mistake]
    warnings: list[Mistake]


def inspect(folder: Path, day: date) -> Inspection:
    """Inspects all guides and local contacts of `folder`, as they are on `day`."""
    guides, mistakes = check_folder(folder)
    whole = {guide_id: guide for guide_id, guide in guides.items() if isinstance(guide, Guide)}
    wrong = {mistake.file for mistake in mistakes}
    lines = Lines(folder)
    warnings: list[Mistake] = []
    for guide_id, guide in whole.items():
        mistakes += [lines.mistake(guide_id, finding) for finding in _bad_links(guide)]
        if f"{guide_id}.yml" not in wrong:  # a guide whose references dangle cannot be walked
            mistakes += [lines.mistake(guide_id, finding) for finding in beyond_limits(guide, day)]
        warnings += [lines.mistake(guide_id, finding) for finding in _advice(guide, day)]
    for stray in strays({guide_id: guide for guide_id, guide in whole.items() if guide.status is Status.PUBLISHED}):
        what = f"câu này giống bài {stray.other} hơn (có câu «{stray.nearest}»); hãy viết rõ hơn hoặc chuyển bài"
        warnings.append(lines.mistake(stray.guide, (("examples", stray.index), what)))
    mistakes += check_local(folder / "local", guides)
    return Inspection(guides, _in_order(mistakes), _in_order(warnings))


def _advice(guide: Guide, day: date) -> Iterator[Finding]:
    yield from _out_of_date(guide, day)
    yield from _missing(guide)
    yield from long_steps(guide)
    yield from hard_to_read(guide)


def _out_of_date(guide: Guide, day: date) -> Iterator[Finding]:
    if guide.status is Status.RETIRED:
        return
    if day > guide.review.due_on:
        late = (day - guide.review.due_on).days
        yield ("review", "due_on"), f"quá hạn kiểm tra lại {late} ngày; hãy so lại với nguồn rồi ghi ngày mới"
    for name in ("steps", "cost", "duration", "warnings"):
        for index, part in enumerate(getattr(guide, name)):
            if part.valid_until is not None and part.valid_until < day:
                yield (name, index, "valid_until"), "đã hết hạn áp dụng, không hiện nữa; hãy sửa hoặc bỏ"


def _missing(guide: Guide) -> Iterator[Finding]:
    if not guide.related:
        yield ("related",), "chưa có bài liên quan; thêm hai đến bốn bài để bà con biết đi đâu tiếp"
    if not guide.contacts:
        yield ("contacts",), "chưa có nơi hỏi; thêm ít nhất một nơi chính thức"
    if guide.confidence is Confidence.LOW and guide.contacts and guide.contacts[0].only_if:
        yield ("contacts", 0), "bài độ tin cậy thấp: nơi hỏi đầu tiên nên dùng cho mọi trường hợp, bỏ only_if"


def _bad_links(guide: Guide) -> Iterator[Finding]:
    for place, text in citizen_texts(guide):
        for link in _BAD_LINK.findall(text):
            yield place, f"đường dẫn {link} không an toàn; chỉ dùng https:// và tên miền"
    for index, step in enumerate(guide.steps):
        if step.image is not None and not step.image.startswith("https://"):
            yield ("steps", index, "image"), "đường dẫn ảnh phải bắt đầu bằng https://"


def _in_order(found: list[Mistake]) -> list[Mistake]:
    return sorted(found, key=lambda one: (one.file, one.line, one.what))
