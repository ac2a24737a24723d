"""What citizens see of a guide: each page a text with its choices, the same on every platform."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Optional

from bot.guides import walk
from bot.guides.model import (
    Conditional,
    Confidence,
    Contact,
    Guide,
    Need,
    Note,
    Problem,
    Question,
    Step,
    Topic,
    Warning,
)
from bot.guides.targets import Target
from bot.guides.walk import Answers

TOPICS = {
    Topic.VNEID: "VNeID, căn cước, cư trú",
    Topic.PUBLIC_SERVICES: "Dịch vụ công trực tuyến",
    Topic.HEALTH: "Sổ sức khoẻ, bảo hiểm y tế",
    Topic.PAYMENTS: "Trả tiền, mã QR, thuế",
    Topic.SAFETY: "Phòng chống lừa đảo",
    Topic.DIGITAL_SKILLS: "Kỹ năng số, ứng dụng địa phương",
}

TOPIC_PAGE = 8
"""Guides on one page of a topic's list."""

LABEL = 60
"""Characters of a button's title; a longer one is cut at a word."""

MOST_PROBLEMS = 5
"""Problems offered at once."""


@dataclass(frozen=True)
class Choice:
    """One button: its title and where it leads."""

    title: str
    target: Target


@dataclass(frozen=True)
class Page:
    """One message: a title, a text, and choices below it."""

    text: str
    title: Optional[str] = None
    choices: tuple[Choice, ...] = field(default_factory=tuple)
    picture: Optional[str] = None


def day_in_words(day: date) -> str:
    """22/11/2026, as people write dates here."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def opening(guide: Guide, answers: Answers, day: date) -> Page:
    """The first reply: answers something before it asks anything."""
    blocks = [guide.summary]
    if guide.confidence is Confidence.LOW:
        blocks.append(_ask_there_first(guide, answers))
    blocks += [
        *_block("Dành cho", [guide.who] if guide.who else []),
        *_block("Cần chuẩn bị", _things(guide, answers)),
        *_block("Phí", _notes(guide, guide.cost, answers, day)),
        *_block("Thời gian", _notes(guide, guide.duration, answers, day)),
        *[f"⚠️ {warning.text}" for warning in _general_warnings(guide, answers, day)],
        checked(guide, day),
    ]
    choices = (
        Choice("Bắt đầu", Target("begin", guide.id)),
        Choice("Xem tất cả các bước", Target("all", guide.id)),
        Choice("Nguồn và nơi hỏi", Target("sources", guide.id)),
    )
    return Page("\n\n".join(blocks), guide.title, choices)


def checked(guide: Guide, day: date) -> str:
    """When the guide was checked and on what it rests, in one line or two."""
    names = dict.fromkeys(source.title.split(":")[0].strip() for source in guide.sources)
    line = f"Kiểm tra ngày {day_in_words(guide.review.done_on)}. Nguồn: {'; '.join(list(names)[:3])}."
    if day > guide.review.due_on:
        line += "\nBài này đã quá hạn kiểm tra lại, nội dung có thể đã đổi. Bác hỏi lại nơi chính thức cho chắc."
    return line


def question(guide: Guide, asked: Question) -> Page:
    """One triage question with its options as buttons."""
    options = [Choice(option.label, Target.answer(guide.id, asked.id, option.id)) for option in asked.options]
    unsure = Choice("Cháu cứ hướng dẫn chung", Target.answer(guide.id, asked.id, None))
    return Page("\n".join(filter(None, [asked.ask, asked.why])), None, (*options, unsure))


def step(guide: Guide, shown_step: Step, answers: Answers, day: date) -> Page:
    """One step, the warnings before it, and the ways on from it."""
    way = walk.steps(guide, answers, day)
    number = way.index(shown_step)
    warnings = [
        warning.text for warning in walk.shown(guide, guide.warnings, answers, day) if warning.before == shown_step.id
    ]
    case = _conditions(guide, shown_step, answers).strip()
    blocks = [*(f"⚠️ {warning}" for warning in warnings), *([case] if case else []), shown_step.text]
    if shown_step.screen:
        blocks.append(f"Màn hình sẽ hiện: {shown_step.screen}")
    if shown_step.tip:
        blocks.append(f"💡 {shown_step.tip}")
    if guide.confidence is Confidence.LOW:
        title = shown_step.title
    else:
        title = f"Bước {number + 1}/{len(way)}. {shown_step.title}"
    return Page("\n\n".join(blocks), title, _ways_on(guide, way, number), shown_step.image)


def whole(guide: Guide, answers: Answers, day: date) -> Page:
    """All steps in one text."""
    way = walk.steps(guide, answers, day)
    warnings = walk.shown(guide, guide.warnings, answers, day)
    blocks = []
    for number, part in enumerate(way, start=1):
        mark = "•" if guide.confidence is Confidence.LOW else f"{number}."
        before = [f"⚠️ {warning.text}\n" for warning in warnings if warning.before == part.id]
        blocks.append(f"{''.join(before)}{mark} {_conditions(guide, part, answers)}{part.title}\n{part.text}")
    if guide.confidence is Confidence.LOW:
        blocks.insert(0, _ask_there_first(guide, answers))
    blocks.append(checked(guide, day))
    choices = (
        Choice("Làm từng bước", Target("begin", guide.id)),
        Choice("Nguồn và nơi hỏi", Target("sources", guide.id)),
    )
    return Page("\n\n".join(blocks), guide.title, choices)


def stuck(guide: Guide, at: Step, answers: Answers, day: date) -> Page:
    """What people see when this step goes wrong, in the words on their screen."""
    problems = problems_at(guide, at.id, answers)
    if not problems:
        return contacts(guide, answers, "Bước này cháu chưa có mẹo gỡ. Bác hỏi giúp ở đây:", at)
    choices = [Choice(_named(problem), Target.problem(guide.id, problem.id)) for problem in problems]
    other = Choice("Không phải các lỗi này", Target("contacts", guide.id))
    return Page("Bác thấy gì trên màn hình ạ? Bác chọn, hoặc gõ lại dòng chữ đó cho cháu.", None, (*choices, other))


def problems_at(guide: Guide, step_id: str, answers: Answers) -> list[Problem]:
    """The problems offered at a step: its own first, then the guide's general ones."""
    known = walk.shown(guide, guide.problems, answers)
    own = [problem for problem in known if problem.at == step_id]
    general = [problem for problem in known if problem.at is None]
    rest = [problem for problem in known if problem.at not in (None, step_id)]
    return (own + general + (rest if not own else []))[:MOST_PROBLEMS]


def fix(guide: Guide, problem: Problem) -> Page:
    """How one problem is solved, and whether it was."""
    back = Target.step(guide.id, problem.at) if problem.at else Target("begin", guide.id)
    choices = (
        Choice("Được rồi, làm tiếp", back),
        Choice("Vẫn không được", Target("contacts", guide.id)),
    )
    return Page(problem.fix, f"Lỗi: {_named(problem)}", choices)


def contacts(guide: Guide, answers: Answers, lead: str, back_to: Optional[Step] = None) -> Page:
    """Where a person can be asked; an unverified phone number is shown as such."""
    lines = [f"• {line}" for line in _contact_lines(guide, answers)]
    text = "\n".join([lead, *lines]) if lines else f"{lead}\n• Bộ phận một cửa hoặc công an xã, phường nơi gần nhất"
    back = Target.step(guide.id, back_to.id) if back_to else Target("begin", guide.id)
    return Page(text, None, (Choice("Quay lại bước đang làm", back), Choice("Danh mục", Target("menu"))))


def sources(guide: Guide, answers: Answers, day: date) -> Page:
    """Sources with their dates, legal basis and contacts."""
    listed = [f"{source.title} ({_source_day(source.date)})\n{source.url}" for source in guide.sources]
    blocks = [
        *_block("Nguồn", listed),
        *_block("Căn cứ", list(guide.legal_basis)),
        *_block("Hỏi ở đâu", _contact_lines(guide, answers)),
        checked(guide, day),
    ]
    return Page("\n\n".join(blocks), guide.title, (Choice("Bắt đầu", Target("begin", guide.id)),))


def aspect(guide: Guide, verb: str, answers: Answers, day: date) -> Page:
    """What this guide says of its cost, time or preparation; says so when it does not know."""
    said = {
        "cost": _block("Phí", _notes(guide, guide.cost, answers, day)),
        "time": _block("Thời gian", _notes(guide, guide.duration, answers, day)),
        "prepare": _block("Cần chuẩn bị", _things(guide, answers)),
    }[verb]
    unknown = "Điều này cháu chưa có thông tin chắc chắn. Bác hỏi giúp ở đây:\n" + "\n".join(
        f"• {line}" for line in _contact_lines(guide, answers)
    )
    return Page("\n\n".join(said) or unknown, guide.title, (Choice("Tiếp tục", Target("resume", guide.id)),))


def finished(guide: Guide, related: Sequence[Guide]) -> Page:
    """The end of a guide: was it any good, and what people need next."""
    choices = [
        Choice("👍 Có ích", Target("up", guide.id)),
        Choice("👎 Chưa được", Target("down", guide.id)),
        *(Choice(_cut(other.title), Target("open", other.id)) for other in related),
    ]
    return Page(f"Vậy là xong «{guide.title}». Hướng dẫn này có giúp được bác không ạ?", None, tuple(choices))


def menu(lead: str) -> Page:
    """The topics."""
    choices = [Choice(name, Target("topic", topic.value)) for topic, name in TOPICS.items()]
    return Page(lead, None, tuple(choices))


def topic(chosen: Topic, guides: Sequence[Guide], number: int = 1) -> Page:
    """One page of a topic's guides, counted from 1."""
    first = (number - 1) * TOPIC_PAGE
    choices = [Choice(_cut(guide.title), Target("open", guide.id)) for guide in guides[first : first + TOPIC_PAGE]]
    if len(guides) > first + TOPIC_PAGE:
        choices.append(Choice("Xem thêm", Target("topic", chosen.value, str(number + 1))))
    choices.append(Choice("Nhóm khác", Target("menu")))
    return Page("Bác cần việc nào ạ?", TOPICS[chosen], tuple(choices))


def _ways_on(guide: Guide, way: Sequence[Step], number: int) -> tuple[Choice, ...]:
    last = number == len(way) - 1
    onward = (
        Choice("Xong rồi", Target("done", guide.id))
        if last
        else Choice("Tiếp", Target.step(guide.id, way[number + 1].id))
    )
    back = [Choice("Trước", Target.step(guide.id, way[number - 1].id))] if number else []
    stuck_here = Choice("Vướng ở bước này", Target.stuck(guide.id, way[number].id))
    return (onward, *back, stuck_here, Choice("Xem tất cả", Target("all", guide.id)))


def _ask_there_first(guide: Guide, answers: Answers) -> str:
    lines = _contact_lines(guide, answers)[:2]
    there = "\n".join(f"• {line}" for line in lines)
    return f"Việc này cháu chưa có đủ nguồn chắc chắn. Bác nên hỏi nơi chính thức trước:\n{there}"


def _block(name: str, lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    if not listed:
        return []
    return [f"{name}: {listed[0]}"] if len(listed) == 1 else [f"{name}:\n" + "\n".join(f"• {line}" for line in listed)]


def _things(guide: Guide, answers: Answers) -> list[str]:
    needs = {Need.REQUIRED: "", Need.OPTIONAL: " (nếu có)", Need.CHOICE: " (một trong các thứ)"}
    return [
        f"{_conditions(guide, thing, answers)}{thing.name}{needs[thing.need]}{f'. {thing.note}' if thing.note else ''}"
        for thing in walk.shown(guide, guide.prepare, answers)
    ]


def _notes(guide: Guide, notes: Sequence[Note], answers: Answers, day: date) -> list[str]:
    lines = []
    for note in walk.shown(guide, notes, answers, day):
        way = f"{note.way}: " if note.way else ""
        until = f" (đến hết {day_in_words(note.valid_until)})" if note.valid_until else ""
        lines.append(f"{_conditions(guide, note, answers)}{way}{note.text}{until}")
    return lines


def _general_warnings(guide: Guide, answers: Answers, day: date) -> list[Warning]:
    return [warning for warning in walk.shown(guide, guide.warnings, answers, day) if warning.before is None]


def _conditions(guide: Guide, part: Conditional, answers: Answers) -> str:
    """`Trường hợp «Mất thẻ»: ` before a part that holds only for an answer not yet given."""
    labels = []
    for asked in guide.questions:
        wanted = part.only_if.get(asked.id)
        if wanted and answers.get(asked.id, walk.UNKNOWN) == walk.UNKNOWN:
            labels.append("» hoặc «".join(option.label for option in asked.options if option.id in wanted))
    return f"Trường hợp «{'», «'.join(labels)}»: " if labels else ""


def _contact_lines(guide: Guide, answers: Answers) -> list[str]:
    return [_contact_line(contact) for contact in walk.shown(guide, guide.contacts, answers)]


def _contact_line(contact: Contact) -> str:
    line = contact.name
    if contact.phone:
        sure = "" if contact.verified else " (số này cháu chưa kiểm chứng được gần đây)"
        line += f": {contact.phone}{sure}"
    return line + "".join(f". {more}" for more in (contact.where, contact.hours) if more)


def _source_day(written: str) -> str:
    return "/".join(reversed(written.split("-")))


def _named(problem: Problem) -> str:
    return _cut(problem.says[0][:1].upper() + problem.says[0][1:])


def _cut(title: str) -> str:
    if len(title) <= LABEL:
        return title
    return title[: LABEL - 1].rsplit(" ", 1)[0] + "…"
