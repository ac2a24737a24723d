"""Recognises that money is being lost right now, from folded words, whatever the citizen is in the middle of."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional

from bot.safety.words import LURE, SECRET, THEM
from bot.text import fold


class Lost(str, Enum):
    """What slipped out of the citizen's hands; decides which minute comes first."""

    APP = "app"  # something was installed or opened: the phone itself is in other hands
    CODE = "code"
    MONEY = "money"
    TALKING = "talking"  # still on the line
    ANYTHING = "anything"


_DID = r"(?:vua|vua moi|moi|lo|trot|lo tay|da|dang(?= (?:doc|dua|gui|noi|nhap|cho|cung|phai)))"
_JUST = r"(?:vua|vua moi|moi|lo|trot|lo tay|dai dot|nho dai)"
_NOW = r"(?:dang|sap|chuan bi|dinh)"
_AND = r"(?: \w+){0,3}?"
_FORMS: tuple[tuple[Lost, str], ...] = (
    (Lost.APP, r"(?:dien thoai|may)(?: \w+){0,4} bi(?: \w+){0,3} (?:dieu khien|chiem quyen|hack)"),
    (Lost.APP, r"(?:bi )?chiem quyen dieu khien"),
    (Lost.APP, rf"(?:{_JUST}|da){_AND} (?:cai|tai|bam|an|mo|nhap|vao|quet){_AND} {LURE}"),
    (Lost.APP, rf"(?:lo|trot){_AND} (?:cai|tai|bam|an|mo|vao|quet){_AND} (?:link|duong dan|app|file|ung dung)"),
    (Lost.APP, rf"(?:{_JUST}|da){_AND} (?:cai|tai){_AND} (?:app|ung dung)(?: \w+){{0,4}} (?:link )?{THEM} gui"),
    (Lost.APP, rf"(?:{_JUST}|da|dang) (?:chia se|cho (?:\w+ )?(?:xem|dieu khien)) (?:man hinh|may|dien thoai)"),
    (Lost.CODE, rf"{_DID}{_AND} (?:doc|dua|cung cap|tiet lo){_AND} {SECRET}"),
    (
        Lost.CODE,
        rf"{_DID}{_AND} (?:gui|noi|cho|nhap|khai|nhan)(?: \w+){{0,2}} {SECRET}(?: \w+){{0,2}}"
        rf" (?:cho|toi|qua) {THEM}",
    ),
    (Lost.CODE, rf"(?:{_JUST}|da){_AND} (?:gui|noi|cho|dua) {THEM}{_AND} {SECRET}"),
    (Lost.CODE, rf"(?:{_JUST}|da){_AND} (?:nhap|khai|dien){_AND} {SECRET}(?: \w+){{0,3}} (?:gia|la|gia mao)"),
    (Lost.CODE, rf"(?:{_JUST}|da) (?:quay|quet|dua) (?:khuon )?mat(?: \w+){{0,3}} {THEM}"),
    (
        Lost.MONEY,
        rf"{_JUST}(?: \w+){{0,2}} (?:chuyen (?:tien|khoan|het|\d+\w*)|ck|nap tien|dong tien|nop tien)"
        rf"(?: \w+){{0,6}}? (?:xong|roi|het|cho {THEM}|vao (?:tai khoan|stk) la)",
    ),
    (Lost.MONEY, rf"da (?:chuyen|ck|chuyen khoan|nap)(?: \w+){{0,5}} cho (?:{THEM})"),
    (Lost.MONEY, r"(?:tien|tai khoan)(?: \w+){0,4} (?:dang|tu nhien|lien tuc|tu dong)(?: \w+){0,2} (?:rut|tru|mat)"),
    (Lost.MONEY, r"(?:moi|gio moi|da) biet(?: la)?(?: minh)? bi lua"),
    (Lost.TALKING, rf"dang(?: \w+){{0,2}} (?:noi chuyen|nghe (?:may|dien thoai)|goi (?:video|zalo)|goi)"
                   rf"(?: \w+){{0,2}} {THEM}"),
    (Lost.TALKING, r"khong cho(?: \w+)? (?:tat|cup|dap|ngat|gac) may"),
    (Lost.TALKING, rf"{_NOW} (?:chuyen (?:tien|khoan)|ck|doc|dua|cai)(?: \w+){{0,5}} (?:cho|theo)(?: loi)? {THEM}"),
    (Lost.TALKING, rf"{THEM} dang (?:bat|doi|giuc|ep|yeu cau|bao|keu|goi)"),
    (Lost.ANYTHING, r"dang bi lua"),
    (Lost.ANYTHING, r"(?:^|toi |minh |em |chau |me |bo |nha )bi (?:lua|gat|scam)(?: \w+){0,2} (?:roi|het|mat)"),
    (Lost.ANYTHING, r"bi lua(?: dao)?(?: \w+){0,4} (?:trieu|ty|tien|chuyen khoan|ck)"),
)  # fmt: skip  # a table
_PATTERNS = tuple((lost, re.compile(rf"\b(?:{form})\b")) for lost, form in _FORMS)
_CALM = re.compile(
    r"\b(?:neu|gia su|gia nhu|lam sao de (?:khong|khoi)|de (?:khong|khoi|tranh)|phong (?:tranh|ngua)|co nen|la gi|tranh"
    r"|so bi lua|hay bi lua|(?:chuyen|ck|khoan|tien|gui) nham|nham (?:tai khoan|so|nguoi)|hoc phi|tien (?:dien|nuoc)"
    r"|vien phi|hoa don|le phi|phi truoc ba|chua nhan duoc|khong nhan duoc|bao sai|bi sai|khong dung|bao loi|het han"
    r"|bi lua khong|bi lua ko|co bi lua)\b"
)
"""Asked out of prudence, or about a payment and a code of one's own."""


def emergency(text: str) -> Optional[Lost]:
    """What is being lost as these words are written; None when nothing says so."""
    said = fold(text)
    if _CALM.search(said):
        return None
    return next((lost for lost, pattern in _PATTERNS if pattern.search(said)), None)
