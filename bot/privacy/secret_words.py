"""Tells a word somebody made up as a password from a word of the language."""

from __future__ import annotations

import re

from bot.privacy.words import words
from bot.text import strip_diacritics

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|uay|uao|ieu|yeu|oai|oay|oeo|uoi|uou|ie|ye|ia|ya|uo|ua|uy|ue|oa|oe|oo|ai|ao|au|ay|eo|eu|iu|oi|oi|ui|uu|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
BETWEEN = words(
    """cua toi tui tao em e con chau bac minh mk me ma ba bo ong co chu anh chi nha gia dinh vo chong no a day nay
    vneid vssid zalo facebook fb gmail email mail yahoo app ung dung tai khoan tk dang nhap dinh danh muc
    wifi internet ngan hang bank the atm dich vu cong dvc quoc gia etax thue moi cu hien tai bay gio xai dat doi lai
    vcb bidv agribank vietcombank momo banking sms smart de thi se vua so mat khau passcode va pass otp cap tam may
    dien thoai cccd can cuoc icloud apple id google store xa hoi bao hiem bhxh suc khoe phan mem phuong thanh sang
    cho mobile username user luon duoc dc vo vao ban quy khach ne day nha nhe nek"""
)
"""Words that may stand between `mật khẩu` and the secret, without diacritics."""
LEADS_AWAY = words("goi tong dai lien he loi bao nhan soan hoi trang xem toi")
"""Words after which a number is where to call, or what went wrong."""
EXAMPLE = words("du vd vd: nhu kieu dang phai loi error")
"""Words after which a password is only an example, or no password at all."""
_EVERYDAY = words(
    """ko k kg kh hk hok hong hem khum dc đc j gj z v r ah ak uh uk ok oke okie dr vs w ntn nt ib ad mn ae sn nv pls
    otp pin pass password passcode vneid vssid zalo facebook fb gmail email mail sms app wifi id face faceid touch login
    admin internet online card visa web website link apk chip nfc qr cccd cmnd cmt bhyt bhxh sdt dt stk tk mk mst dvc
    iphone ios android samsung oppo vivo xiaomi google apple icloud windows laptop reset error false true null user
    username and the is what how my your for bh gd csgt ubnd tphcm hcm hn dc tnao lsao nhe nhé"""
)
_ASKING = words(
    """gi j chi sao nao may bao quen khong ko k kg sai dung chua mat nho lam the vay dau ai do phai cu moi dat doi lay
    lai bi duoc dc co can cai app roi het xin cho cung va hay thi ma nhung cac mot hai ba vao nhap hien bao loi"""
)
_DEVICES = re.compile(
    r"(?:ip|iphone|ios|android|ss|samsung|oppo|vivo|redmi|galaxy|note|win|windows|covid|nokia|vneid|nam|c0?|a0?|b|qh|h|st"
    r"|v|ver|t|q|p|f|k|x)\d{1,4}[a-z]{0,4}|(?:lv|muc|cap|lan|buoc|cau|dieu|so|xa|phuong|quan|thang|ngay)\d{1,3}"
    r"|\d{1,4}(?:k|tr|trieu|d|vnd|dong|so|kt|kytu|ky|chu|lan|tuoi|t|h|p|g|gb|mb|m|km|kg|mah|w|kw|cc|l|%|nam|thang|ngay|phut|giay|ng|ty)\d{0,2}"
)
_SIGNS = frozenset("@#$%^&*!_~+")
PASSWORD_SIGNS = "@#$%^&*!"
_SIGN_INSIDE = re.compile(r"[a-zA-Z0-9][@#$%^*_]+[a-zA-Z0-9]")


def is_everyday(typed: str) -> bool:
    """A syllable of Vietnamese, or a word of chats: it is not taken for a password on its own."""
    word = strip_diacritics(typed).lower()
    return word in _EVERYDAY or _SYLLABLE.fullmatch(word) is not None


def is_asking(typed: str) -> bool:
    """A word that goes on with a question or a sentence: `gì`, `quên`, `không`."""
    return strip_diacritics(typed).lower() in _ASKING


def is_accented(typed: str) -> bool:
    """Whether it carries Vietnamese marks, which passwords hardly ever do."""
    return strip_diacritics(typed) != typed


def is_strong(typed: str) -> bool:
    """Letters with signs inside, or letters and at least two digits: nothing one writes but a password."""
    letters = any(char.isalpha() for char in typed)
    digits = sum(char.isdigit() for char in typed)
    known = _DEVICES.fullmatch(strip_diacritics(typed).lower()) is not None or is_accented(typed)
    if known or len(typed) < 5 or "/" in typed or typed[0] == "@":
        return False
    signs = any(char in _SIGNS for char in typed)
    return (letters and digits >= (1 if signs else 2)) or (signs and digits >= 3) or bool(_SIGN_INSIDE.search(typed))


def is_strongest(typed: str, signs: str) -> bool:
    """Letters, a digit and one of `signs` inside: a password wherever it stands."""
    if not any(char in signs for char in typed[1:]) or not any(char.isdigit() for char in typed):
        return False
    return any(char.isalpha() for char in typed) and is_strong(typed)


def is_made_up(typed: str) -> bool:
    """Letters and figures in one word, six or more, that name no device: in a message about passwords, one of them."""
    if not typed.isalnum() or not typed.isascii() or len(typed) < 6 or _DEVICES.fullmatch(typed.lower()):
        return False
    letters = sum(char.isalpha() for char in typed)
    return letters >= 3 and letters < len(typed) and not typed[0].isdigit()


def is_secret(typed: str) -> bool:
    """After `là` or `:`: anything that is no word, no number of things, no device."""
    word = strip_diacritics(typed).lower()
    if not any(char.isalnum() for char in typed) or _DEVICES.fullmatch(word):
        return False
    digits = sum(char.isdigit() for char in typed)
    if any(char.isalpha() for char in typed):
        return (digits > 0 and len(typed) >= 4) or not is_everyday(typed.strip("?!"))
    return digits >= 4
