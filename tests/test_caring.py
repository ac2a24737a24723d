"""What is read before understanding: links that a message is about, wishes for a code, answers to our questions."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from bot.admission import admit
from bot.dialogue.caring import link, payment, wish
from bot.dialogue.situation import Situation
from bot.guides.library import shared_library
from bot.guides.targets import Target
from bot.messages import IncomingMessage, Kind
from bot.text import fold


def _situation(said: str, slots: Optional[dict[str, Any]] = None) -> Situation:
    message = admit(IncomingMessage("web:a", "1", Kind.TEXT, said, 1.0))
    return Situation(message, fold(message.text), slots or {}, None, shared_library())


@pytest.mark.parametrize(
    "said",
    [
        "https://dichvucong.gov.vn",
        "dichvucong.gov.vn có thật không",
        "vneid.gov.vn của ai vậy",
        "shop247.xyz",
        "bấm vào nhanqua247.xyz để nhận thưởng",
        "Tai khoan cua quy khach se bi khoa, truy cap capnhat247.xyz de xac thuc",
        "hôm qua có cái tin nhắn dài dòng kêu vô vneid-gov.com để làm gì đó",
    ],
)
def test_a_message_about_its_link(said: str) -> None:
    assert link(_situation(said)) == Target("link")


@pytest.mark.parametrize(
    "said",
    [
        "trang dichvucong.gov.vn đăng nhập không được thì làm sao",
        "vào dichvucong.gov.vn nộp hồ sơ khai sinh",
        "tôi mua hàng trên shopee.vn thì trả tiền bằng mã qr thế nào",
        "quên mật khẩu vneid",
    ],
)
def test_a_question_that_only_names_a_page(said: str) -> None:
    assert link(_situation(said)) is None


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("tạo mã qr nhận tiền", Target("qr")),
        ("lam giup toi cai ma qr nhan tien", Target("qr")),
        ("xem giúp tôi mã qr này", Target("scan")),
        ("mã qr giả là gì", None),
        ("quét mã qr trả tiền thế nào", None),
        ("làm sao tạo mã qr trong app ngân hàng", None),
    ],
)
def test_wishes(said: str, target: Optional[Target]) -> None:
    assert wish(_situation(said)) == target


@pytest.mark.parametrize(
    ("waits", "said", "verb"),
    [
        ("bank", "vietcombank", "said"),
        ("bank", "ngân hàng nông nghiệp và phát triển nông thôn", "said"),
        ("bank", "quên mật khẩu vneid thì phải làm thế nào", None),
        ("amount", "50k", "said"),
        ("amount", "hai trăm nghìn", "said"),
        ("amount", "đăng ký kết hôn cần mang theo giấy tờ gì", None),
        ("note", "tiền hàng tháng 5", "said"),
        ("note", "thôi", "stop"),
        ("account", "vậy có mất phí không cháu", None),
        ("photo", "50k", None),
    ],
)
def test_answers_while_a_code_is_made(waits: str, said: str, verb: Optional[str]) -> None:
    found = payment(_situation(said, {"making": {"waits": waits}}))
    assert (found.guide if found else None) == verb
