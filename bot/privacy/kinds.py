"""The kinds of personal data that are taken out, and the placeholder left in the place of each."""

from __future__ import annotations

import re

IDENTITY = "so_dinh_danh"
PHONE = "so_dien_thoai"
OTP = "otp"
CARD = "so_the"
CARD_CODE = "ma_bao_mat_the"
ACCOUNT = "so_tai_khoan"
PASSWORD = "mat_khau"
INSURANCE = "ma_bhyt"
TAX = "ma_so_thue"
PASSPORT = "so_ho_chieu"
PLATE = "bien_so"
EMAIL = "email"
BIRTH = "ngay_sinh"
LONG_NUMBER = "day_so"

NAMES: dict[str, str] = {
    IDENTITY: "số căn cước",
    PHONE: "số điện thoại",
    OTP: "mã OTP",
    CARD: "số thẻ ngân hàng",
    CARD_CODE: "mã bảo mật sau thẻ",
    ACCOUNT: "số tài khoản",
    PASSWORD: "mật khẩu",
    INSURANCE: "mã bảo hiểm",
    TAX: "mã số thuế",
    PASSPORT: "số hộ chiếu",
    PLATE: "biển số xe",
    EMAIL: "địa chỉ email",
    BIRTH: "ngày sinh",
    LONG_NUMBER: "dãy số dài",
}
"""Every kind, and what a citizen calls it."""

KINDS = frozenset(NAMES)

PLACEHOLDER = re.compile("<(?:" + "|".join(NAMES) + ")>")


def placeholder(kind: str) -> str:
    """`otp` → `<otp>`."""
    return f"<{kind}>"
