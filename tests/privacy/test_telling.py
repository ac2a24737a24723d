"""What the citizen is told about what was taken out."""

from __future__ import annotations

import pytest

from bot.privacy import what_was_removed
from bot.privacy.kinds import KINDS, NAMES


def test_one_kind_is_named() -> None:
    assert what_was_removed(("so_dinh_danh",)) == (
        "Cháu đã che số căn cước bác vừa gửi và không lưu lại. "
        "Bác xoá tin nhắn đó giúp cháu nhé, để người khác không xem được."
    )


def test_a_secret_comes_with_a_warning() -> None:
    told = what_was_removed(("otp", "so_dien_thoai"))
    assert "mã OTP và số điện thoại" in told
    assert "đừng đưa cho ai" in told


def test_many_kinds_are_not_listed() -> None:
    assert "các thông tin riêng" in what_was_removed(("otp", "so_the", "email", "bien_so"))


def test_nothing_found_says_nothing() -> None:
    assert what_was_removed(()) == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_name_of_plain_words(kind: str) -> None:
    told = what_was_removed((kind, kind))
    assert told.count(NAMES[kind]) == 1
    assert "_" not in told
    assert told.count(".") == 2
