"""What begins the scam check, and what does not."""

from __future__ import annotations

import pytest

from bot.safety import Who, claimed, is_report
from bot.text import strip_diacritics

REPORTS = [
    ("Có người gọi bảo cập nhật VNeID", None),
    ("Có người gọi xưng công an", Who.POLICE),
    ("số lạ gọi đến bảo khoá sim sau 2 tiếng", None),
    ("ngân hàng gọi yêu cầu đọc mã", Who.BANK),
    ("điện lực gọi đòi cắt điện", Who.POWER),
    ("shipper gọi bảo chuyển khoản trước", Who.SELLER),
    ("tôi nhận được tin nhắn trúng thưởng đòi nộp phí", Who.SELLER),
    ("nhận được tin nhắn bảo bấm link nộp phạt", None),
    ("cán bộ phường gọi điện mời lên làm căn cước", Who.POLICE),
]

OTHERS = [
    "làm sao biết cuộc gọi nào là lừa đảo",
    "dấu hiệu lừa đảo",
    "công an phường làm việc mấy giờ",
    "ngân hàng bắt đầu làm việc lúc mấy giờ",
    "gọi tổng đài vneid số nào",
    "liên kết tài khoản ngân hàng nhận an sinh xã hội",
    "công an nhắn tin báo tài khoản đã được duyệt, tôi phải làm gì tiếp",
    "vneid báo lỗi khi đăng nhập",
    "có người chuyển nhầm tiền gọi xin lại",
]


@pytest.mark.parametrize(("said", "who"), REPORTS)
def test_a_report_is_heard(said: str, who: Who | None) -> None:
    assert is_report(said)
    assert is_report(strip_diacritics(said))
    assert claimed(said) is who


@pytest.mark.parametrize("said", OTHERS)
def test_other_questions_are_no_report(said: str) -> None:
    assert not is_report(said)
