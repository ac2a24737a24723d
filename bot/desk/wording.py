"""What citizens are told when a person takes their conversation, and when the bot comes back."""

from __future__ import annotations

from bot.desk.people import Operator
from bot.desk.tickets import Deed

JOINED = (
    "{name} ở {team} đang trả lời bác từ đây. Cháu là máy nên xin dừng, khi nào xong cháu lại giúp bác ạ."
    " Bác đừng gửi mật khẩu hay mã OTP cho ai nhé, kể cả cho cán bộ."
)
REJOINED = "{name} ở {team} trả lời bác tiếp ạ."
HANDED = "Câu hỏi của bác đã chuyển cho {name} ở {team}, bác chờ giúp ạ."
BACK_AFTER_CLOSING = (
    "{name} đã trả lời xong. Cháu là Trợ lý số, máy trả lời tự động, lại giúp bác được rồi ạ."
    " Bác cần gì cứ nhắn cháu, muốn gặp cán bộ nữa thì bác gõ «gặp cán bộ»."
)
BACK_AFTER_SILENCE = (
    "Đã 30 phút chưa có ai nhắn thêm. Cháu là Trợ lý số, máy trả lời tự động, lại giúp bác được rồi ạ."
    " Cán bộ vẫn giữ câu hỏi của bác và có thể trả lời bác sau."
)
PASSED_ON = "Cháu chuyển câu hỏi của bác tới người khác giúp được ạ. Trong lúc chờ, bác cần gì cứ nhắn cháu là máy nhé."


def team_of(operator: Operator) -> str:
    """Where the operator works, as citizens read it."""
    return f"tổ công nghệ số cộng đồng {operator.team.name}" if operator.team else "bàn hỗ trợ"


def title_of(operator: Operator) -> str:
    """Stands above each of the operator's replies, so that nobody takes them for the bot's."""
    return f"{operator.name} ({team_of(operator)})"


def told(deed: Deed, operator: Operator) -> str:
    """What the citizen is told of an operator's deed; empty when nothing."""
    said = {
        Deed.CLAIMED: JOINED,
        Deed.REJOINED: REJOINED,
        Deed.HANDED: HANDED,
        Deed.CLOSED: BACK_AFTER_CLOSING,
        Deed.TRANSFERRED: PASSED_ON,
        Deed.GIVEN_BACK: PASSED_ON,
    }
    return said.get(deed, "").format(name=operator.name, team=team_of(operator))
