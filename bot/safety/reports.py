"""Recognises that somebody called or wrote to the citizen and wants something: then the scam check begins."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional

from bot.text import fold


class Who(str, Enum):
    """Who they say they are."""

    POLICE = "police"
    BANK = "bank"
    POWER = "power"
    SELLER = "seller"
    FAMILY = "family"
    OTHER = "other"


_CALLER = (
    r"(?:so la|nguoi la|ai do|co (?:nguoi|dua|thang|ong|ba|so|ke|cau|anh|co)|nguoi ta|ong nao|dua nao|cong an|can bo"
    r"|nhan vien|ngan hang|dien luc|evn|tong dai|shipper|buu dien|vien kiem sat|toa an|thue|bao hiem|cong ty|ho)"
)
_CALLS = (
    r"(?:goi(?: dien| video| zalo)?|dien thoai|nhan tin|nt|gui (?:tin|link|duong dan)|ket ban|alo|ib|inbox)"
    r"(?: den| toi| cho| vao| qua)?"
)
_WANTS = (
    r"(?:bao(?! hiem| nhieu| lau| ve| cao| gio)|xung|yeu cau|doi|keu|bat(?! dau)|bieu|noi|moi|doa|xin|de nghi|giuc|ru"
    r"|thong bao)"
)
_LURE = (
    r"(?:link|duong dan|otp|ma xac (?:nhan|thuc)|nop|dong (?:phi|tien)|chuyen (?:tien|khoan)|cai (?:app|ung dung)"
    r"|tai (?:app|ung dung)|trung thuong|khoa tai khoan|tai khoan bi khoa|ho so bi|bat giam)"
)
_FORMS = (
    rf"{_CALLER}(?: \w+){{0,3}}? {_CALLS}(?: \w+){{0,4}}? {_WANTS}",
    rf"co nguoi (?:{_CALLS} )?(?:xung|doi|doa|gia danh)",
    r"(?:cuoc goi|goi) (?:la )?xung",
    rf"(?:{_CALLER} |tui nghe \w+ )xung(?: la)? (?:cong an|can bo|ca|nhan vien|ngan hang|csgt|canh sat|dien luc)",
    rf"(?:nhan|co) (?:duoc )?(?:mot |cai )?(?:tin nhan|sms|tin|cuoc goi)(?: \w+){{0,12}}? {_LURE}",
)
_REPORT = re.compile(rf"\b(?:{'|'.join(_FORMS)})\b")
_GENERAL = re.compile(
    r"\b(?:lam sao (?:biet|de)|cach (?:nhan|phan)|phan biet|co bao gio|thu doan|dau hieu|bao gio cung|cac kieu"
    r"|co phai luc nao|mang theo|bao lau|o dau|can giay to|can chuan bi|phan anh|to giac|chuyen nham|da duoc duyet)\b"
)
_WHO: tuple[tuple[Who, str], ...] = (
    (Who.POLICE, r"(?:cong an|ca phuong|ca xa|can bo|vien kiem sat|toa an|csgt|canh sat)"),
    (Who.BANK, r"(?:ngan hang|vietcombank|bidv|agribank|techcombank|nhan vien bank)"),
    (Who.POWER, r"(?:dien luc|evn|tien dien)"),
    (Who.SELLER, r"(?:shipper|giao hang|trung thuong|viec nhe|cong tac vien|tuyen dung)"),
    (Who.FAMILY, r"(?:con toi|chau toi|ban toi|nguoi quen|nguoi than|co giao)"),
)
_CLAIMS = tuple((who, re.compile(rf"\b{form}\b")) for who, form in _WHO)


def is_report(text: str) -> bool:
    """Whether the citizen tells of a call or a message that wants something from them."""
    said = fold(text)
    return _REPORT.search(said) is not None and _GENERAL.search(said) is None


def claimed(text: str) -> Optional[Who]:
    """Who the caller says they are, when the words tell."""
    said = fold(text)
    return next((who for who, pattern in _CLAIMS if pattern.search(said)), None)
