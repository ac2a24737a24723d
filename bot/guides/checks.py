"""Checks all guides together: what one file's shape cannot tell. Reports every mistake at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.errors import GuideError, Mistake
from bot.guides.findings import AnyGuide, Finding, Lines
from bot.guides.model import Conditional, Guide, Question, Redirect
from bot.guides.reading import Place, read_guide
from bot.guides.targets import PAYLOAD_BYTES, Target
from bot.text import fold


def check_folder(folder: Path) -> tuple[dict[str, AnyGuide], list[Mistake]]:
    """Every guide in `folder` that can be read, and every mistake in any of them."""
    guides: dict[str, AnyGuide] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            guides[path.stem] = read_guide(path)
        except GuideError as error:
            mistakes += error.mistakes
    lines = Lines(folder)
    there = _names(folder, guides)
    for guide_id, guide in guides.items():
        mistakes += [lines.mistake(guide_id, finding) for finding in _wrong_in(guide, there)]
    mistakes += [lines.mistake(guide_id, finding) for guide_id, finding in _shared_examples(guides)]
    return guides, mistakes


def _names(folder: Path, guides: dict[str, AnyGuide]) -> set[str]:
    """The guides that others may name; one that cannot be read has its own mistakes, not also theirs."""
    stubs = {guide_id for guide_id, guide in guides.items() if isinstance(guide, Redirect)}
    return {path.stem for path in folder.glob("*.yml")} - stubs


def _wrong_in(guide: AnyGuide, there: set[str]) -> Iterator[Finding]:
    if isinstance(guide, Redirect):
        if guide.replaced_by not in there:
            yield ("replaced_by",), f"không có bài nào tên {guide.replaced_by}"
        return
    yield from _doubled_ids(guide)
    yield from _dangling_references(guide, there)
    yield from _bad_conditions(guide)
    yield from _too_long_targets(guide)
    if guide.review.due_on <= guide.review.done_on:
        yield ("review", "due_on"), "ngày phải kiểm tra lại phải sau ngày kiểm tra"


def _doubled_ids(guide: Guide) -> Iterator[Finding]:
    groups = {
        "questions": [question.id for question in guide.questions],
        "steps": [step.id for step in guide.steps],
        "problems": [problem.id for problem in guide.problems],
        "sources": [source.key for source in guide.sources],
    }
    for name, ids in groups.items():
        for index, item in enumerate(ids):
            if item in ids[:index]:
                yield (name, index), f"mã {item} đã dùng ở trên"
    for index, question in enumerate(guide.questions):
        ids = [option.id for option in question.options]
        if len(set(ids)) < len(ids):
            yield ("questions", index, "options"), "có hai lựa chọn trùng mã"


def _dangling_references(guide: Guide, there: set[str]) -> Iterator[Finding]:
    steps = {step.id for step in guide.steps}
    keys = {source.key for source in guide.sources}
    for index, step in enumerate(guide.steps):
        for key in step.sources:
            if key not in keys:
                yield ("steps", index, "sources"), f"không có nguồn nào khoá {key}"
    for index, problem in enumerate(guide.problems):
        if problem.at is not None and problem.at not in steps:
            yield ("problems", index, "at"), f"không có bước nào mã {problem.at}"
    for index, warning in enumerate(guide.warnings):
        if warning.before is not None and warning.before not in steps:
            yield ("warnings", index, "before"), f"không có bước nào mã {warning.before}"
    for index, other in enumerate(guide.related):
        if other not in there or other == guide.id:
            yield ("related", index), f"không có bài nào tên {other}"
    for index, question in enumerate(guide.questions):
        for at, option in enumerate(question.options):
            if option.leads_to is not None and option.leads_to not in there:
                yield ("questions", index, "options", at, "leads_to"), f"không có bài nào tên {option.leads_to}"


def _bad_conditions(guide: Guide) -> Iterator[Finding]:
    options = {question.id: {option.id for option in question.options} for question in guide.questions}
    for place, part in _conditional_parts(guide):
        for question_id, wanted in part.only_if.items():
            if question_id not in options:
                yield (*place, "only_if"), f"không có câu hỏi nào mã {question_id}"
                continue
            for option_id in set(wanted) - options[question_id]:
                yield (*place, "only_if"), f"câu hỏi {question_id} không có lựa chọn {option_id}"
        if isinstance(part, Question) and not _asked_before(guide, part):
            yield (*place, "only_if"), "chỉ được dựa vào câu hỏi đứng trước"


def _asked_before(guide: Guide, question: Question) -> bool:
    later = {asked.id for asked in guide.questions[guide.questions.index(question) :]}
    return later.isdisjoint(question.only_if)


def _conditional_parts(guide: Guide) -> Iterator[tuple[Place, Conditional]]:
    for name in ("prepare", "questions", "steps", "problems", "cost", "duration", "warnings", "contacts"):
        for index, part in enumerate(getattr(guide, name)):
            yield (name, index), part


def _too_long_targets(guide: Guide) -> Iterator[Finding]:
    for index, question in enumerate(guide.questions):
        for at, option in enumerate(question.options):
            if len(Target.answer(guide.id, question.id, option.id).payload().encode()) > PAYLOAD_BYTES:
                yield ("questions", index, "options", at, "id"), "mã câu hỏi và mã lựa chọn dài quá, hãy đặt ngắn lại"
    for name in ("steps", "problems"):
        for index, item in enumerate(getattr(guide, name)):
            if len(Target.step(guide.id, item.id).payload().encode()) > PAYLOAD_BYTES:
                yield (name, index, "id"), "mã này dài quá, hãy đặt ngắn lại"


def _shared_examples(guides: dict[str, AnyGuide]) -> Iterator[tuple[str, Finding]]:
    first: dict[str, str] = {}
    for guide_id, guide in guides.items():
        if not isinstance(guide, Guide):
            continue
        for index, example in enumerate(guide.examples):
            owner = first.setdefault(fold(example), guide_id)
            if owner != guide_id:
                yield guide_id, (("examples", index), f"câu này đã có trong bài {owner}; mỗi câu chỉ để ở một bài")
