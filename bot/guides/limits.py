"""Whether a guide's pages fit every platform: Telegram, Zalo Official Account, Zalo Bot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.guides import walk
from bot.guides.findings import Finding
from bot.guides.model import Guide
from bot.guides.pages import Page
from bot.guides.targets import PAYLOAD_BYTES
from bot.guides.tours import days_of_change, every_page, ways

TELEGRAM_TEXT = 4096
"""UTF-16 units of one Telegram message; the connector splits what is longer."""

ZALO_TEXT = 2000
"""Characters of one message on Zalo Official Account and Zalo Bot; the connectors split what is longer."""

ZALO_BUTTON_TITLE = 100
"""Characters of a button's title on Zalo Official Account."""

ZALO_BUTTONS = 5
"""Buttons of one message on Zalo Official Account; more are written as numbers, as always on Zalo Bot."""

STEP_TEXT = 600
"""Characters of a step that still fit one screen of an old telephone."""


def beyond_limits(guide: Guide, day: date) -> Iterator[Finding]:
    """What does not fit, or leaves a way without a step, from `day` on."""
    found: dict[Finding, None] = {}
    for change in days_of_change(guide, day):
        for answers in ways(guide):
            if not walk.steps(guide, answers, change):
                found[("steps",), _without_steps(answers, change, day)] = None
                continue
            for place, page in every_page(guide, answers, change):
                is_step = place[0] == "steps" and len(place) > 1
                found.update(dict.fromkeys((place, what) for what in _wrong_with(page, is_step)))
    yield from found


def as_plain_text(page: Page) -> str:
    """The page as platforms without buttons send it: title, text, numbered choices."""
    numbered = "\n".join(f"{number}. {choice.title}" for number, choice in enumerate(page.choices, start=1))
    return "\n\n".join(filter(None, [page.title, page.text, numbered]))


def long_steps(guide: Guide) -> Iterator[Finding]:
    """Steps longer than a screen; not a mistake, but hard to read."""
    for index, step in enumerate(guide.steps):
        if len(step.text) > STEP_TEXT:
            yield (
                ("steps", index, "text"),
                f"bước dài {len(step.text)} ký tự, nên dưới {STEP_TEXT}; hãy tách đôi",
            )


def _wrong_with(page: Page, is_step: bool) -> Iterator[str]:
    if is_step and len(as_plain_text(page)) > ZALO_TEXT:
        yield f"bước này cùng cảnh báo, mẹo và nút dài quá {ZALO_TEXT} ký tự, Zalo phải gửi làm đôi; hãy tách bước"
    if not page.text.strip():
        yield "trang này không có chữ nào"
    for choice in page.choices:
        if len(choice.target.payload().encode()) > PAYLOAD_BYTES:
            yield f"nút «{choice.title}» có mã dài quá {PAYLOAD_BYTES} byte; hãy đặt mã ngắn lại"
        if not 1 <= len(choice.title) <= ZALO_BUTTON_TITLE:
            yield f"chữ trên nút «{choice.title}» phải có từ 1 đến {ZALO_BUTTON_TITLE} ký tự"


def _without_steps(answers: walk.Answers, change: date, day: date) -> str:
    given = ", ".join(f"{question}: {answer}" for question, answer in answers.items() if answer != walk.UNKNOWN)
    since = f" từ ngày {change.isoformat()}" if change > day else ""
    told = f"trả lời ({given})" if given else "chưa trả lời câu nào"
    return f"{told} thì không còn bước nào{since}; hãy thêm bước, hoặc sửa only_if, valid_until"
