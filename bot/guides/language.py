"""Whether a guide is written in plain language: short sentences, one thing at a time, no unexplained abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.guides.findings import Finding
from bot.guides.model import Guide
from bot.guides.texts import spoken_texts

AVERAGE_WORDS = 20
LONGEST_SENTENCE = 30
INSTRUCTIONS = 3
"""Instructions in one sentence from which it is said to be too many: "mở A, chọn B" is still easy to follow."""

ABBREVIATIONS = {
    "AI": "trí tuệ nhân tạo",
    "APK": "tệp cài ứng dụng ngoài kho",
    "ANTT": "an ninh trật tự",
    "BHTN": "bảo hiểm thất nghiệp",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "CSGT": "cảnh sát giao thông",
    "DVC": "dịch vụ công",
    "DVCQG": "dịch vụ công quốc gia",
    "GPLX": "giấy phép lái xe",
    "GTGT": "giá trị gia tăng",
    "HĐND": "hội đồng nhân dân",
    "HKD": "hộ kinh doanh",
    "MST": "mã số thuế",
    "NFC": "đọc chip bằng cách chạm",
    "OTP": "mã xác nhận gửi về điện thoại",
    "PIN": "mã số bí mật",
    "QR": "mã ô vuông để quét",
    "SMS": "tin nhắn",
    "STK": "số tài khoản",
    "TNCN": "thu nhập cá nhân",
    "TNHH": "trách nhiệm hữu hạn",
    "TTHC": "thủ tục hành chính",
    "UBND": "ủy ban nhân dân",
    "URL": "địa chỉ trang web",
    "USB": "thẻ nhớ cắm máy tính",
    "VAT": "thuế giá trị gia tăng",
}
"""Abbreviation → what to write behind it in brackets, once in every guide that uses it."""

KNOWN_TO_ALL = frozenset(
    {"SIM", "ATM", "TP", "HCM", "TPHCM", "CH", "PDF", "VNPT", "NAPAS", "EVN", "VNPAY", "CIC", "TTTB"}
)
"""Names, or what is typed as it stands: "CH Play", "TP Hồ Chí Minh", the text message "TTTB"."""

_SENTENCE_END = re.compile(r'(?<=[.!?…])["”»)]*\s+|\n+')
_WORD = re.compile(r"\S*\w\S*")
_CAPITALS = re.compile(r"(?<![\w-])[A-ZĐ]{2,}(?![\w-])")
_ROMAN = re.compile(r"[IVX]+")
_ASIDE = re.compile(r'"[^"]*"|«[^»]*»|\([^)]*\)')
_CLAUSE_END = re.compile(r",|;|\brồi\b|\bsau đó\b|\bvà\b")
_DO = (
    "bấm|bật|cài|chạm|chờ|chọn|chụp|chuyển|cập nhật|đăng nhập|đăng ký|đăng xuất|đặt|đem|đến|điền|đổi|đối chiếu|đọc|đợi"
    "|đưa|gỡ|gõ|gọi|gửi|ghi|giữ|hỏi|khởi động|kiểm tra|ký|lưu|mang|mở|nhắn|nhập|nhờ|nộp|quay|quét|soạn|tải|tắt|tích|tìm"
    "|thử|trả|vào|xác nhận|xem|xoá"
)
_INSTRUCTION = re.compile(rf"\s*(?:xong\s+)?(?:bác\s+)?(?:(?:hãy|nên|cần|cứ|phải)\s+)?(?:{_DO})\b", re.IGNORECASE)


def hard_to_read(guide: Guide) -> Iterator[Finding]:
    """What an old person could stumble over. All of it is advice."""
    lengths = []
    for place, text in spoken_texts(guide):
        for sentence in sentences(text):
            words = len(_WORD.findall(sentence))
            lengths.append(words)
            yield from ((place, what) for what in _heavy(sentence, words))
    average = sum(lengths) / len(lengths)
    if average > AVERAGE_WORDS:
        yield ("steps",), f"câu dài trung bình {average:.0f} chữ, nên dưới {AVERAGE_WORDS}; hãy tách câu"
    yield from _unexplained(guide)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def instructions(sentence: str) -> int:
    """How many things a sentence tells to do: clauses that begin with a verb of doing."""
    clauses = _CLAUSE_END.split(_ASIDE.sub("…", sentence))
    return sum(1 for clause in clauses if _INSTRUCTION.match(clause))


def _heavy(sentence: str, words: int) -> Iterator[str]:
    if words > LONGEST_SENTENCE:
        yield f"câu dài {words} chữ, nên dưới {AVERAGE_WORDS}; hãy tách: «{_beginning(sentence)}»"
    count = instructions(sentence)
    if count >= INSTRUCTIONS:
        yield f"{count} việc trong một câu, hãy viết mỗi việc một câu: «{_beginning(sentence)}»"


def _unexplained(guide: Guide) -> Iterator[Finding]:
    texts = list(spoken_texts(guide))
    everything = "\n".join(text for _, text in texts)
    seen: set[str] = set()
    for place, text in texts:
        for short in _CAPITALS.findall(text):
            if short in seen or short in KNOWN_TO_ALL or _ROMAN.fullmatch(short):
                continue
            seen.add(short)
            if not _explained(short, everything):
                meaning = ABBREVIATIONS.get(short, "nghĩa của chữ này")
                yield place, f"chữ viết tắt {short} chưa được giải thích; lần đầu hãy viết «{short} ({meaning})»"


def _explained(short: str, everything: str) -> bool:
    told = re.search(rf"(?<!\w){short}[\"”]?\s*(?:\(|là )|\([^)]*(?<!\w){short}(?!\w)[^)]*\)", everything)
    return told is not None or ABBREVIATIONS.get(short, "\0") in everything.lower()


def _beginning(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:60].rsplit(" ", 1)[0] + "…"
