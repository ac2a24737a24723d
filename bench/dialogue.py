"""What the citizens of the benchmark say: ten messages, over and over, the same for both bots."""

from __future__ import annotations

from dataclasses import dataclass

from bot.guides.targets import Target
from bot.messages import Kind

GUIDE = "vneid_quen_mat_khau"


@dataclass(frozen=True)
class Line:
    """One message: words typed, or the payload of a button tapped."""

    kind: Kind
    text: str


def _says(text: str) -> Line:
    return Line(Kind.TEXT, text)


def _taps(target: Target) -> Line:
    return Line(Kind.BUTTON, target.payload())


LINES: tuple[Line, ...] = (
    _says("quên mật khẩu vneid"),
    _taps(Target("begin", GUIDE)),
    _taps(Target.answer(GUIDE, "quen", "mat_khau")),
    _taps(Target.answer(GUIDE, "sim", "con")),
    _says("tiếp"),
    _says("rồi sao nữa cháu"),
    _says("dung bhyt dien tu di kham benh the nao"),
    _taps(Target("resume", GUIDE)),
    _says("cảm ơn cháu"),
    _says("xong rồi"),
)
"""A guide opened, its questions answered, steps taken, another question in between, thanks and the end."""


def line(turn: int) -> Line:
    """What is said in this turn of a conversation; the first one is 1."""
    return LINES[(turn - 1) % len(LINES)]
