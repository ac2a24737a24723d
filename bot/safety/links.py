"""Says what a pasted link looks like, without ever opening it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Optional

from bot.safety.addresses import Address, addresses, is_ip
from bot.safety.domains import Official, imitated, is_disguised, is_shortener, official_of


class Verdict(str, Enum):
    """What a link looks like, the worst first."""

    APK_FILE = "apk_file"
    ZERO_WIDTH = "zero_width"
    IP_ADDRESS = "ip_address"
    LOOK_ALIKE = "look_alike"
    SHORTENER = "shortener"
    NOT_HTTPS = "not_https"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkVerdict:
    """The verdict on one link, the sentence for the citizen, and everything that was noticed, the worst first.

    `shown` names the host so that no app makes it clickable: `«vneid-gov chấm com»`. `body` is whose address it is,
    or pretends to be.
    """

    verdict: Verdict
    shown: str
    sentence: str
    noticed: tuple[Verdict, ...]
    body: Optional[str] = None


_APK = re.compile(r"\.x?apks?(?:$|[?#&/])", re.IGNORECASE)
_LONGEST_SHOWN = 60

_SENTENCES = {
    Verdict.APK_FILE: "Link này tải về một tệp cài ứng dụng ngoài kho (APK). Bác đừng tải, đừng cài nhé. "
    "Ứng dụng thật chỉ lấy ở App Store hoặc CH Play.",
    Verdict.ZERO_WIDTH: "Trong link này có ký tự ẩn, mắt mình không thấy. Kẻ gian hay dùng cách đó "
    "để giả tên. Bác đừng mở nhé.",
    Verdict.IP_ADDRESS: "Link này là một dãy số chứ không phải tên cơ quan nào. Cơ quan nhà nước "
    "không gửi link kiểu đó. Bác đừng mở nhé.",
    Verdict.LOOK_ALIKE: "{shown} viết na ná địa chỉ của {body}, nhưng không phải. "
    "Bác đừng mở, đừng nhập gì vào đó nhé.",
    Verdict.SHORTENER: "{shown} là link rút gọn, nó giấu địa chỉ thật ở bên trong. "
    "Bác đừng bấm khi chưa biết chắc ai gửi.",
    Verdict.NOT_HTTPS: "{shown} không có khoá bảo mật (thiếu chữ s trong https). "
    "Bác đừng nhập mật khẩu hay thông tin gì vào đó.",
    Verdict.OFFICIAL: "{shown} là địa chỉ thuộc {body}. Bác nên tự gõ địa chỉ này thay vì bấm link, "
    "và đừng đọc OTP cho ai.",
    Verdict.UNKNOWN: "Cháu chưa biết {shown} là của ai, nên không dám nói là thật. "
    "Bác đừng nhập thông tin gì vào đó. Muốn chắc, bác hỏi công an xã, phường.",
}
_OFFICIAL_NOT_HTTPS = (
    "{shown} là địa chỉ thuộc {body}, nhưng link này thiếu khoá bảo mật (chữ s trong https). "
    "Bác tự gõ lại địa chỉ, bắt đầu bằng https, rồi hãy dùng."
)
_DISGUISED = "{shown} có chữ cái lạ viết giống chữ thường, để giả một tên khác. Bác đừng mở, đừng nhập gì vào đó nhé."
_USERINFO = "Link này viết một tên ở trước dấu @ để đánh lừa, thật ra nó dẫn về {shown}. Bác đừng mở nhé."


def check_link(text: str) -> list[LinkVerdict]:
    """A verdict on every link or domain in a pasted message, in order. Nothing is fetched."""
    return [_judge(address) for address in addresses(text)]


def _judge(address: Address) -> LinkVerdict:
    official = None if is_disguised(address.host) else official_of(address.host)
    copied = None if official else imitated(address.host)
    noticed = _noticed(address, official, copied)
    verdict, body = noticed[0], official or copied
    sentence = _SENTENCES[verdict]
    if verdict is Verdict.LOOK_ALIKE and (address.userinfo or body is None):
        sentence = _USERINFO if address.userinfo else _DISGUISED
    if verdict is Verdict.NOT_HTTPS and official is not None:
        sentence = _OFFICIAL_NOT_HTTPS
    shown, name = _shown(address.host), body.name if body else None
    return LinkVerdict(verdict, shown, sentence.format(shown=shown, body=name), noticed, name)


def _noticed(address: Address, official: Optional[Official], copied: Optional[Official]) -> tuple[Verdict, ...]:
    signs = {
        Verdict.APK_FILE: _APK.search(address.path) is not None or address.host.endswith((".apk", ".xapk")),
        Verdict.ZERO_WIDTH: address.hidden,
        Verdict.IP_ADDRESS: is_ip(address.host),
        Verdict.LOOK_ALIKE: copied is not None or address.userinfo or is_disguised(address.host),
        Verdict.SHORTENER: is_shortener(address.host),
        Verdict.NOT_HTTPS: address.scheme == "http",
        Verdict.OFFICIAL: official is not None,
    }
    return tuple(verdict for verdict, seen in signs.items() if seen) or (Verdict.UNKNOWN,)


def _shown(host: str) -> str:
    spoken = host.replace(".", " chấm ")
    return f"«{spoken[:_LONGEST_SHOWN]}…»" if len(spoken) > _LONGEST_SHOWN else f"«{spoken}»"
