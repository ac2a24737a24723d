"""Reads what must not wait for understanding: emergencies, suspicious calls and links, what a payment code needs."""

from __future__ import annotations

import re
from typing import Optional

from bot.dialogue.situation import Situation
from bot.guides.targets import Target
from bot.qr.banks import find_bank
from bot.safety import Verdict, claimed, emergency, is_report
from bot.storage.asked import ACCOUNT

BANK, AMOUNT, NOTE = "bank", "amount", "note"
"""What is waited for while a payment code is made, beside an account (actions/paying.py)."""

_MILD = frozenset({Verdict.OFFICIAL.value, Verdict.UNKNOWN.value})
_FEW_WORDS = 2
"""Words beside an address up to which a message is taken to be about it."""
_IS_IT_REAL = re.compile(
    r"\b(?:that khong|that hay gia|co that|thiet khong|gia khong|gia mao|lua dao|an toan|chinh thuc|tin duoc|phai cua"
    r"|kiem tra|xem giup|xem ho|cua ai)\b"
)
_ABOUT_LINK = re.compile(
    r"\b(?:link|duong dan|trang|web|website|dia chi|truy cap|bam vao|click|xac thuc|cap nhat|trung thuong|bi khoa"
    r"|nhan (?:tien|qua|thuong))\b"
)
_LONGEST_ANSWER = 10
"""Words of an answer to a question of ours; what is longer is a question."""

_ENOUGH = re.compile(r"^(?:thoi|huy|dung|dung lai|(?:thoi )?khong lam nua|bo di|thoi khong can|huy bo)(?: a)?$")
_FOR_ME = r"(?:giup|ho|gium|cho) (?:toi|bac|minh|em|tui|co|chu|ong|ba|chi|anh|cua hang|quan|voi|cai|mot|1|ma)\b"
_WISHES = (
    (
        re.compile(
            r"^(?:chau oi )?(?:(?:toi|bac|minh|em|tui|co|chu) )?(?:muon |can )?(?:tao|lam|in|ve|lap) (?:mot |cai |1 )?"
            r"(?:ma )?(?:viet ?)?qr"
            r"(?: (?:nhan tien|nhan|ban hang|thanh toan|chuyen khoan|tai khoan|cho quan|cua toi|voi))*$"
        ),
        Target("qr"),
    ),
    (re.compile(rf"\b(?:tao|lam|ve|lap|in)\b(?=.*\b(?:viet)?qr\b).*\b{_FOR_ME}"), Target("qr")),
    (re.compile(r"\b(?:xem|kiem tra|doc|quet|soi|check)\b (?:giup|ho|gium|thu) .*\b(?:ma )?qr\b"), Target("scan")),
)


def emergency_now(situation: Situation) -> Optional[Target]:
    """Money is being lost right now."""
    lost = emergency(situation.message.text)
    return Target("sos", lost.value) if lost else None


def payment(situation: Situation) -> Optional[Target]:
    """An answer to what is asked for a payment code; a longer question that is none of it ends the making."""
    waits = (situation.slots.get("making") or {}).get("waits")
    if waits not in (BANK, AMOUNT, NOTE, ACCOUNT):
        return None
    if _ENOUGH.match(situation.folded):
        return Target("qr", "stop")
    words = len(situation.folded.split())
    digits = any(map(str.isdigit, situation.folded))
    answers = {
        BANK: words <= _LONGEST_ANSWER and (words <= 4 or bool(find_bank(situation.message.text).bank)),
        AMOUNT: words <= 4 or digits,
        NOTE: words <= _LONGEST_ANSWER,
        ACCOUNT: bool(situation.message.given) or words <= 4,
    }
    return Target("qr", "said") if answers[waits] else None


def wish(situation: Situation) -> Optional[Target]:
    """Asks the bot to make a payment code, or to look at one."""
    return next((target for words, target in _WISHES if words.search(situation.folded)), None)


def link(situation: Situation) -> Optional[Target]:
    """A message that is about its link: one that looks dangerous, one sent alone, one that is asked about or lures."""
    links = situation.message.links
    if not links:
        return None
    beside = [word for word in situation.message.text.split() if "." not in word.strip(".,;:!?")]
    asked = len(beside) <= _FEW_WORDS or _IS_IT_REAL.search(situation.folded) is not None
    if {seen.verdict for seen in links} <= {Verdict.OFFICIAL.value}:
        return Target("link") if asked else None  # `vào dichvucong.gov.vn nộp sao` is a question about something else
    known_bad = any(seen.verdict not in _MILD for seen in links)
    return Target("link") if known_bad or asked or _ABOUT_LINK.search(situation.folded) else None


def suspicion(situation: Situation) -> Optional[Target]:
    """Somebody called or wrote to the citizen and wants something."""
    if not is_report(situation.message.text):
        return None
    who = claimed(situation.message.text)
    return Target("scam", who.value if who else None)
