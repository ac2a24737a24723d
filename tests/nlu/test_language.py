"""English and Vietnamese are told apart."""

from __future__ import annotations

import pytest

from bot.nlu.language import language_of


@pytest.mark.parametrize(
    "text",
    ["how do i register my baby", "what do i need for marriage registration", "i lost my id card, can you help me"],
)
def test_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "quen mat khau vneid",
        "login vneid kieu gi",
        "reset passcode",
        "hello",
        "help",
        "",
        "update app o dau",
        "đăng ký",
    ],
)
def test_vietnamese(text: str) -> None:
    assert language_of(text) == "vi"
