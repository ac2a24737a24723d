"""Checks a photo of QR codes: reads it, judges each code, explains them; stores and logs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.qr.errors import PictureError
from bot.qr.explaining import explain
from bot.qr.judging import Kind, Verdict, judge, judge_codes
from bot.qr.reading import FoundCode, read_codes

__all__ = [
    "CheckedPhoto",
    "FoundCode",
    "Kind",
    "Verdict",
    "check_photo",
    "explain",
    "judge",
    "judge_codes",
    "read_codes",
]


@dataclass(frozen=True)
class CheckedPhoto:
    """What to say about a photo, and the kinds of its codes, which alone may be counted or logged."""

    kinds: tuple[Kind, ...]
    text: str = field(repr=False)


def answer_photo(data: bytes) -> str:
    """What to say about a photo, whatever it is. Takes up to some seconds of one core."""
    try:
        return check_photo(data).text
    except PictureError as error:
        return str(error)


def check_photo(data: bytes) -> CheckedPhoto:
    """The answer to a photo of one or more codes.

    Takes up to some seconds of one core: for a thread, not for an event loop. Raises PictureError, whose message is for
    the citizen, when it is no picture that can be opened.
    """
    verdicts = judge_codes(read_codes(data))
    return CheckedPhoto(tuple(verdict.kind for verdict in verdicts), explain(verdicts))
