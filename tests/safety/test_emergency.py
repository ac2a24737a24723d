"""Words of an emergency, with and without diacritics; and calm words that only look like them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.safety import Lost, emergency
from bot.text import strip_diacritics

GUIDES = Path(__file__).resolve().parents[2] / "guides"

URGENT = [
    ("vừa chuyển tiền xong", Lost.MONEY),
    ("tôi vừa chuyển tiền xong cho nó thì biết bị lừa", Lost.MONEY),
    ("mẹ em mới chuyển khoản 20 triệu cho công an giả rồi", Lost.MONEY),
    ("lỡ ck cho người lạ rồi làm sao", Lost.MONEY),
    ("tiền trong tài khoản đang bị rút", Lost.MONEY),
    ("đang đọc OTP cho nó", Lost.CODE),
    ("tôi vừa đọc mã xác nhận cho họ", Lost.CODE),
    ("lỡ đưa mật khẩu ngân hàng cho nó", Lost.CODE),
    ("bà nhà tôi trót đọc mã 6 số rồi cháu ơi", Lost.CODE),
    ("lỡ đọc otp", Lost.CODE),
    ("vừa nhập số thẻ vào trang giả", Lost.APP),
    ("tôi lỡ bấm vào link lạ", Lost.APP),
    ("vừa cài app lạ theo lời nó", Lost.APP),
    ("điện thoại tôi đang bị điều khiển từ xa", Lost.APP),
    ("máy bị chiếm quyền điều khiển", Lost.APP),
    ("đang nói chuyện với người xưng công an, không cho tắt máy", Lost.TALKING),
    ("tôi sắp chuyển tiền theo lời công an", Lost.TALKING),
    ("nó đang bắt tôi chuyển tiền", Lost.TALKING),
    ("bị lừa rồi", Lost.ANYTHING),
    ("tôi bị lừa mất 50 triệu", Lost.ANYTHING),
    ("đang bị lừa cứu tôi", Lost.ANYTHING),
]

CALM = [
    "vneid không gửi mã otp về máy",
    "tôi đã nhập mã otp mà báo sai",
    "hệ thống đã gửi mã xác nhận nhưng tôi không nhận được",
    "quên mật khẩu vneid",
    "vừa chuyển tiền học phí xong có cần giữ biên lai không",
    "chuyển nhầm tiền vào tài khoản khác",
    "vừa chuyển khoản nhầm cho người lạ",
    "nếu lỡ đọc otp thì sao",
    "làm sao để không bị lừa chuyển tiền",
    "có bị lừa không",
    "đăng ký hộ cho mẹ, đưa mật khẩu cho con giữ được không",
    "otp là gì",
    "đã cài vneid trên máy mới",
    "vừa được cấp căn cước xong",
    "chuyển khẩu xong rồi thì làm gì",
]


@pytest.mark.parametrize(("said", "lost"), URGENT)
def test_an_emergency_is_heard(said: str, lost: Lost) -> None:
    assert emergency(said) is lost
    assert emergency(strip_diacritics(said).upper()) is lost


@pytest.mark.parametrize("said", CALM)
def test_calm_words_are_not_an_emergency(said: str) -> None:
    assert emergency(said) is None
    assert emergency(strip_diacritics(said)) is None


@pytest.mark.thorough
def test_questions_of_other_guides_are_hardly_ever_an_emergency() -> None:
    questions = [line for path in sorted(GUIDES.glob("*.yml")) if "lua_dao" not in path.stem for line in _asked(path)]
    urgent = [line for line in questions if emergency(line)]
    assert len(questions) > 3000
    assert len(urgent) <= 5, urgent


def _asked(path: Path) -> list[str]:
    block = path.read_text(encoding="utf-8").partition("\nexamples:\n")[2].partition("\n\n")[0]
    return [line.strip('"') for line in re.findall(r"^  - (.+)$", block, re.MULTILINE)]
