"""The scam check: three questions by buttons about a call or a message, then what it most likely is."""

from __future__ import annotations

from typing import Optional

from actions.alarms import REPORT_GUIDE, SIGNS_GUIDE, help_now, tell_of_links
from actions.talk import Talk
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.safety import Lost, Who

_WHO = {
    Who.POLICE: "Công an, cán bộ, VNeID",
    Who.BANK: "Ngân hàng",
    Who.POWER: "Điện lực, nhà mạng",
    Who.SELLER: "Giao hàng, trúng thưởng, việc làm",
    Who.FAMILY: "Người quen, người nhà",
    Who.OTHER: "Người khác, không rõ",
}
_WANTED = {
    "code": "Đọc mã OTP, mật khẩu",
    "app": "Cài app, bấm link",
    "money": "Chuyển tiền, đóng phí",
    "info": "Gửi ảnh căn cước, quay mặt",
    "come": "Mời lên trụ sở, ra quầy",
    "nothing": "Chỉ báo tin, không đòi gì",
}
_DONE = {
    "no": "Chưa làm gì",
    Lost.TALKING.value: "Đang nói chuyện với họ",
    Lost.CODE.value: "Đã đọc mã, mật khẩu",
    Lost.APP.value: "Đã cài app, bấm link",
    Lost.MONEY.value: "Đã chuyển tiền",
    "info": "Đã gửi ảnh, quay mặt",
}
_HARMLESS = ("come", "nothing")
_FROM_FAMILY = ("money", "code", "app")


def check_suspicion(talk: Talk, who: Optional[str], wanted: Optional[str], done: Optional[str]) -> None:
    """The next question, or the end: `scam:<who>/<wanted>=<done>` holds all answers, so an old button stays right."""
    if who not in {one.value for one in Who}:
        tell_of_links(talk)
        talk.say("utter_scam_who", *(Choice(title, Target("scam", one.value)) for one, title in _WHO.items()))
    elif wanted not in _WANTED:
        talk.say("utter_scam_wanted", *(Choice(title, Target("scam", who, one)) for one, title in _WANTED.items()))
    elif done not in _DONE:
        choices = [Choice(title, Target("scam", who, wanted, one)) for one, title in _DONE.items()]
        talk.say("utter_scam_done", *choices)
    elif done in (lost.value for lost in Lost):
        help_now(talk, done)
    else:
        _conclude(talk, Who(who), wanted, done)


def _conclude(talk: Talk, who: Who, wanted: str, done: str) -> None:
    if done == "info":
        talk.say("utter_scam_info_given", Choice("Lộ căn cước: làm gì", Target("open", "mat_can_cuoc")), *_more())
    elif wanted in _HARMLESS:
        talk.say("utter_scam_looks_normal", *_more())
    elif who is Who.FAMILY and wanted in _FROM_FAMILY:
        talk.say("utter_scam_family", Choice("Mặt giả, giọng giả", Target("open", "deepfake")), *_more())
    else:
        talk.say("utter_scam_certain" if who is not Who.SELLER else "utter_scam_seller", *_more())
    left = talk.memory.place
    guide = talk.find(left.guide) if left else None
    if guide is not None and guide.id != SIGNS_GUIDE:
        talk.say("utter_back_to_guide", Choice(f"Làm tiếp: {guide.title}", Target("resume", guide.id)))


def _more() -> tuple[Choice, ...]:
    return (
        Choice("Tôi lỡ làm theo rồi", Target("sos", Lost.ANYTHING.value)),
        Choice("Dấu hiệu lừa đảo", Target("open", SIGNS_GUIDE)),
        Choice("Báo lừa đảo ở đâu", Target("open", REPORT_GUIDE)),
    )
