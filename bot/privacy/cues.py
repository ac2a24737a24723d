"""Words that say what the number after them is: `cccd`, `mã otp`, `stk`; and words that say it is nothing personal."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy import kinds
from bot.privacy.view import View

OTHER = "other"
"""Names another sort of number (an error code, a hotline): it is left alone unless its shape is beyond doubt."""
ASIDE = "aside"
"""The same for words of time, money and place, when they stand right before the number."""
WEAK_ACCOUNT = "weak_account"
"""May announce an account number, or speak of accounts in general."""
WEAK_OTP = "weak_otp"
"""`mã` alone, `xác nhận`: a one-time code when six digits follow."""

_WORDS: dict[str, str] = {
    kinds.IDENTITY: r"cccd|cc?cd gan chip|cmnd|cmtnd|cmt|chung minh(?: thu| nhan dan)?|can cuoc(?: cong dan)?|cancuoc"
    r"|(?:so |ma )?dinh danh(?: ca nhan| dien tu)?|ddcn|so giay to|giay phep lai xe|gplx|bang lai",
    kinds.PHONE: r"sdt|so dien thoai|sodt|so dt|dien thoai|dt ban|dt|so may(?: ban)?|may ban|hotline|zalo|viber"
    r"|lien he|lhe|lh|alo|sim|so momo|momo|phone|tel|call",
    kinds.OTP: r"(?:ma |smart |so |sms )?(?:o\.?tp|o t p|opt)|(?:ma|so|code) (?:xac nhan|xac thuc|xac minh|kich hoat"
    r"|bao mat)|verification code|(?:login|security|verify|one time) code|ma dang nhap|ma 6 so|ma sau so|capt?cha",
    kinds.CARD: r"(?:so )?the (?:visa|master ?card|master|jcb|atm|napas|tin dung|ghi no|ngan hang|bank|credit|debit)"
    r"|so the(?! bhyt| bao hiem| can cuoc)|so card|card(?: number)?|visa|master ?card",
    kinds.CARD_CODE: r"cvv2?|cvc2?|(?:3|ba) (?:chu )?so (?:o )?(?:mat |phia |dang )?sau(?: the)?|ma bao mat the",
    kinds.ACCOUNT: r"(?:stk|so tai khoan|so tk)(?: momo| zalopay| vi| zalo pay)?|sotk|sotaikhoan|so account"
    r"|account number|tknh|(?:chuyen|gui) (?:khoan |nham |tien )*(?:vao|den|toi|qua) (?:so|stk|tk|tai khoan)"
    r"|tai khoan ngan hang",
    WEAK_ACCOUNT: r"tk|tai khoan|chuyen khoan(?: vao| den| toi| qua| cho)?|ck(?: vao| den| toi| qua| cho)?|ngan hang"
    r"|vcb|vietcombank|bidv|agribank|agri|vietinbank|vietin|mb ?bank|mb|techcombank|tcb|acb|vpbank|tp ?bank|sacombank"
    r"|hd ?bank|vib|shb|scb|ocb|msb|se ?a ?bank|eximbank|nam a bank|lpbank|lienvietpostbank|kienlongbank|nong nghiep"
    r"|techcom|sacom|vp|abbank|ncb|bac a|vietbank|pvcombank|shinhan|woori|hsbc|uob|cimb|timo|cake|pgbank|acc|account"
    r"|bao viet|dong a bank|saigonbank|co-?op ?bank|vbsp|chinh sach|zalopay|shopeepay|viettel (?:money|pay)|vnpt money",
    kinds.INSURANCE: r"bhyt|bhxh|bao hiem(?: y te| xa hoi)?|so so bao hiem|ma so bh|so bh|vssid",
    kinds.TAX: r"mst(?: ca nhan)?|ma so thue(?: ca nhan)?|ma thue|so thue",
    kinds.PASSPORT: r"ho chieu|passport|hc so|so hc",
    kinds.PLATE: r"bien so(?: xe)?|bien kiem soat|bks|bsx|bien xe|xe(?: may| oto| o to| hoi)?|phat nguoi",
    OTHER: r"(?:ma )?(?:(?<!tra )loi|error)(?: so| ma)?|ma (?:thu tuc|ho so|buu (?:chinh|dien|gui|cuc|kien)|vung|tinh"
    r"|xa|ngan hang|don(?: hang)?|van don|khach hang|kh|san pham|hang|giam gia|nganh|truong|chung khoan|ck|vach|qr"
    r"|du thuong|hoc sinh|nhan vien|cong ty)|zip ?code|postal code|(?:tu )?dau so|tong dai|tong so|so du|barcode|imei"
    r"|seri|serial|model|van don|don hang|ve so|xo so|phien ban|so tien|doanh thu|thu nhap|(?:nhan"
    r"|soan)(?: tin)? (?:den|toi|ve|cho|gui|so)",
    ASIDE: r"bam so|bam|phim|nam|ngay|thang|luc|buoc|muc|dieu|khoan|chuong|nghi dinh|nd|thong tu|luat|quyet dinh|qd"
    r"|cong van|gia|phi|tien|luong|von|bi tru|tru|nap|rut|phat|mat|so nha|duong|phong|tang|lo|ap|to|khu pho|hem|ngo"
    r"|quoc lo|km|giai|vang|bin|ket qua|hang|don|gui(?: den| toi)? so|gui (?:den|toi)",
    WEAK_OTP: r"ma(?: so)?|xac nhan|xac thuc|xac minh|code|tin nhan|sms|con so|(?:6|sau) (?:chu )?so|(?:6|sau) chu"
    r"|gui ve(?: may| dien thoai)?|nhan duoc",
}
_GROUPS = "|".join(f"(?P<{kind}>{phrases})" for kind, phrases in _WORDS.items())
_CUE = re.compile(rf"(?<![a-z0-9<])(?:{_GROUPS})(?![a-z])")
_SPELT: dict[str, str] = {
    "ma": "mã", "ma so": "mã số", "mat": "mất", "to": "tổ", "lo": "lô", "loi": "lỗi", "nam": "năm", "ngay": "ngày",
    "thang": "tháng", "luc": "lúc", "buoc": "bước", "dieu": "điều", "khoan": "khoản", "gia": "giá", "phi": "phí",
    "tien": "tiền", "luong": "lương", "von": "vốn", "tru": "trừ", "nap": "nạp", "rut": "rút", "phat": "phạt",
    "duong": "đường", "phong": "phòng", "tang": "tầng", "ap": "ấp", "hem": "hẻm", "ngo": "ngõ", "giai": "giải",
    "vang": "vàng", "don": "đơn", "bam": "bấm", "luat": "luật",
}  # fmt: skip
"""Short cues that other words fold to as well (`vâng`, `thằng`), and how they are spelt."""
_OFTEN_PLAIN = frozenset({"to", "lo"})
"""Those that mostly mean something else when typed without diacritics."""

_FURTHEST = 90
_TRIED = 4
_GAP_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Cue:
    """A word at `start:end` of the folded text that announces `kind`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Announced:
    """A cue, how many words stand between it and the number, and whether the last of them is `là`, `:` or `=`."""

    kind: str
    gap: int = 0
    linked: bool = True


class Cues:
    """The cues of one message."""

    def __init__(self, view: View) -> None:
        self._plain = view.plain
        self._found = list(_longest(view))
        self._ends = [cue.end for cue in self._found]

    def before(self, start: int) -> list[Announced]:
        """The nearest cues before a number at `start`, nearest first."""
        last = bisect_right(self._ends, start)
        near = [cue for cue in self._found[max(0, last - _TRIED) : last] if start - cue.end <= _FURTHEST]
        return [self._announced(cue, start) for cue in reversed(near)]

    def after(self, end: int) -> str | None:
        """The kind named right after a number: `123456 là mã otp`."""
        if _SENT.match(self._plain, end):
            return WEAK_OTP
        said = _IS.match(self._plain, end)
        if said is None:
            return None
        at = bisect_right(self._ends, said.end())
        if at == len(self._found) or not end <= self._found[at].start <= said.end():
            return None
        return self._found[at].kind

    def ends_at(self, place: int) -> bool:
        """Whether a cue ends right there: `cccd079…`."""
        at = bisect_right(self._ends, place)
        return at > 0 and self._ends[at - 1] == place

    def near(self, kind: str, start: int, words: int) -> bool:
        """Whether a cue of this kind stands at most so many words before `start`."""
        return any(cue.kind == kind and cue.gap <= words for cue in self.before(start))

    def any(self, kind: str) -> bool:
        """Whether a cue of this kind stands anywhere."""
        return any(cue.kind == kind for cue in self._found)

    def _announced(self, cue: Cue, start: int) -> Announced:
        between = self._plain[cue.end : start]
        return Announced(cue.kind, len(_GAP_WORD.findall(between)), _LINK.search(between) is not None)


_LINK = re.compile(r"(?:(?<![a-z0-9])(?:la|laf|is)|[:=]|->) {0,2}\W{0,2}$")
_SENT = re.compile(
    r",? (?:(?:no|ho|may|ngan hang|vneid|zalo|nguoi ta) )?(?:moi |vua |da )?(?:gui|nhan|bao) (?:ve|qua|den|toi|cho)"
    r"(?![a-z])"
)
_IS = re.compile(r"[ .,\"'”»)]{0,3}(?:chinh )?(?:la|is) (?:cai |so |cua |your )?")


def _longest(view: View) -> Iterator[Cue]:
    for found in _CUE.finditer(view.plain):
        folded = found.group()
        typed = view.original(*found.span()).lower() if folded in _SPELT else ""
        if typed in ("", _SPELT.get(folded)) or (typed == folded and folded not in _OFTEN_PLAIN):
            yield Cue(str(found.lastgroup), found.start(), found.end())
