"""The commands a citizen may type, as the platforms' menus show them."""

from __future__ import annotations

COMMANDS: tuple[tuple[str, str], ...] = (
    ("start", "Bắt đầu trò chuyện"),
    ("menu", "Danh mục hướng dẫn"),
    ("tieptuc", "Tiếp tục bài đang làm"),
    ("trogiup", "Cách dùng trợ lý"),
    ("taoqr", "Làm mã QR nhận tiền"),
    ("xemqr", "Xem giúp một mã QR"),
    ("riengtu", "Trợ lý giữ gì của bác"),
    ("xoadulieu", "Xoá hết dữ liệu của bác"),
)
"""Name without the slash (lower-case letters, digits, _), and what it does in Vietnamese."""
