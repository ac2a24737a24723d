"""Says to a citizen what the codes in a photo are, and what to look out for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.qr import wording
from bot.qr.amounts import format_amount
from bot.qr.banks import bank_by_bin
from bot.qr.judging import Kind, Verdict
from bot.qr.payment import group_account
from bot.qr.vietqr import PaymentCode, Service
from bot.safety import check_link

MOST_EXPLAINED = 4
LONGEST_QUOTE = 50
_PAYMENTS = (Kind.PAYMENT_STATIC, Kind.PAYMENT_DYNAMIC, Kind.PAYMENT_OTHER)


def explain(verdicts: Sequence[Verdict]) -> str:
    """The answer to a photo. With a document among the codes, it is about that alone, and tells nothing of the rest."""
    kinds = {verdict.kind for verdict in verdicts}
    if not kinds:
        return wording.NOT_READABLE
    for refused in (Kind.ID_CARD, Kind.SECRET):
        if refused in kinds:
            return wording.ABOUT[refused]
    shown = verdicts[:MOST_EXPLAINED]
    told = [_tell(verdict) for verdict in shown]
    parts = told if len(verdicts) == 1 else _several(shown, told, len(verdicts))
    return "\n\n".join([*parts, *_advice(verdicts)])


def _several(shown: Sequence[Verdict], told: list[str], count: int) -> Iterator[str]:
    yield wording.SEVERAL.format(count=count)
    for name, text in zip(_names(shown), told, strict=True):
        yield f"{name}: {text}"
    if count > len(shown):
        yield wording.TOO_MANY.format(count=len(shown))


def _names(verdicts: Sequence[Verdict]) -> list[str]:
    """`Mã bên trái` and `Mã bên phải` for two whose places are known; otherwise first, second, …"""
    numbered = [f"Mã thứ {word}" for word in wording.ORDINALS[: len(verdicts)]]
    if len(verdicts) != 2 or verdicts[0].place is None or verdicts[1].place is None:
        return numbered
    (x, y), (other_x, other_y) = verdicts[0].place, verdicts[1].place
    if abs(x - other_x) >= abs(y - other_y):
        return ["Mã bên trái", "Mã bên phải"] if x < other_x else ["Mã bên phải", "Mã bên trái"]
    return ["Mã phía trên", "Mã phía dưới"] if y < other_y else ["Mã phía dưới", "Mã phía trên"]


def _tell(verdict: Verdict) -> str:
    if verdict.payment is not None and verdict.kind in _PAYMENTS:
        return "\n".join(_payment(verdict.payment))
    if verdict.kind is Kind.WEB_LINK:
        return _web_link(verdict.link)
    return wording.ABOUT[verdict.kind]


def _web_link(link: str) -> str:
    checked = check_link(link if "://" in link else f"https://{link}")
    if not checked:
        return wording.WEB_UNKNOWN
    return f"{wording.WEB_PAGE.format(host=checked[0].shown)} {checked[0].sentence}"


def _payment(code: PaymentCode) -> Iterator[str]:
    yield wording.LEADS[code.service if code.bin else Service.OTHER]
    if code.bin:
        bank = bank_by_bin(code.bin)
        yield f"Ngân hàng: {bank.label}" if bank else wording.UNKNOWN_BANK.format(bin=code.bin)
        yield _account(code)
    yield f"Số tiền: {format_amount(code.amount)}, ghi sẵn trong mã" if code.amount else wording.NO_AMOUNT
    if quote(code.note):
        yield f"Nội dung: «{quote(code.note)}»"
    if quote(code.name):
        yield wording.NAME_IN_CODE.format(name=quote(code.name))
    if code.schemes > 1:
        yield wording.MANY_SCHEMES


def _account(code: PaymentCode) -> str:
    if code.service is Service.CARD:
        return f"Số thẻ: bốn số cuối {code.account[-4:]}"
    if code.service in (Service.MERCHANT, Service.CASH):
        return f"Mã đơn vị: {code.account}"
    return f"Số tài khoản: {group_account(code.account)}"


def quote(text: str) -> str:
    """Letters and digits of what somebody wrote into a code, without anything that could become a link."""
    plain = " ".join("".join(char if char.isalnum() else " " for char in text).split())
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[:LONGEST_QUOTE].rstrip()}…"


def _draws_cash(verdict: Verdict) -> bool:
    return verdict.payment is not None and verdict.payment.service is Service.CASH


def _advice(verdicts: Sequence[Verdict]) -> Iterator[str]:
    kinds = [verdict.kind for verdict in verdicts]
    if any(verdict.kind in _PAYMENTS and not _draws_cash(verdict) for verdict in verdicts):
        yield wording.NAME_MUST_MATCH
    if Kind.WEB_LINK in kinds:
        yield wording.WEB_WARNING
    if len(kinds) > 1 and any(kind.value.startswith("payment") for kind in kinds):
        yield wording.STICKER
