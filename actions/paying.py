"""Makes a payment code with a small trader: bank, amount, note, and last the account, which is never remembered."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, Optional

import structlog

from actions.menus import topic_choices
from actions.talk import Talk
from bot.guides.pages import Choice
from bot.guides.targets import Target
from bot.messages import Payment
from bot.privacy import KINDS, accounts_in, kinds
from bot.qr import cards
from bot.qr.amounts import format_amount, parse_amount
from bot.qr.banks import Bank, bank_by_bin, find_bank
from bot.qr.errors import MakingError, PaymentError
from bot.qr.payment import CARD_NUMBER, UNKNOWN_BANK, WRONG_ACCOUNT, fold_note, group_account, read_account
from bot.storage.asked import ACCOUNT
from bot.text import fold

log = structlog.get_logger(__name__)

BANK, AMOUNT, NOTE = "bank", "amount", "note"
COMMON = ("970436", "970405", "970415", "970418", "970422")
"""Banks offered as buttons: Vietcombank, Agribank, VietinBank, BIDV, MB."""

_BY_ONESELF = Choice("Tự làm trong app ngân hàng", Target("open", "qr_nhan_tien"))
_STOP = Choice("Thôi, không làm nữa", Target("qr", "stop"))
_LEFT_OUT = re.compile(
    r"^(?:khong|ko|k|thoi|bo qua|bo trong|de trong|khong can|khong co|khoi|khoi can|tuy khach)(?: a)?$"
)


def make_code(talk: Talk, part: Optional[str], chosen: Optional[str]) -> None:
    """The next question, or the code: `qr:` begins, `qr:bank/970436` and the like answer, `qr:said` means words."""
    making = dict(talk.was_making or {})
    if part == "stop":
        talk.say("utter_qr_stopped", *topic_choices())
    elif part is None or "waits" not in making:
        _ask(talk, {"waits": BANK})
    elif part == "said":
        _answered(talk, making, talk.given or talk.said)
    elif part == BANK:
        bank = bank_by_bin(chosen or "")
        _ask(talk, {**making, "bin": bank.bin, "waits": AMOUNT} if bank else {"waits": BANK})
    else:
        _ask(talk, _left_out(making))


def _left_out(making: dict[str, Any]) -> dict[str, Any]:
    """The question that may be skipped, skipped."""
    waits = {AMOUNT: NOTE, NOTE: ACCOUNT}.get(making["waits"], making["waits"])
    return {**making, "waits": waits}


def _answered(talk: Talk, making: dict[str, Any], said: str) -> None:
    waits = making["waits"]
    try:
        if waits == BANK:
            _take_bank(talk, making, said)
        elif waits == ACCOUNT:
            _finish(talk, making, said)
        elif _LEFT_OUT.match(fold(said)):
            _ask(talk, _left_out(making))
        elif waits == AMOUNT:
            _ask(talk, {**making, "amount": parse_amount(said), "waits": NOTE})
        else:
            _ask(talk, {**making, "note": _note(said), "waits": ACCOUNT})
    except PaymentError as error:
        _keep(talk, making)
        talk.tell(str(error), *_choices(making["waits"]))


def _note(said: str) -> Optional[str]:
    """Without what was taken out of it: a placeholder is nothing to print."""
    bare = said
    for kind in KINDS:
        bare = bare.replace(kinds.placeholder(kind), " ")
    return fold_note(bare)


def _take_bank(talk: Talk, making: dict[str, Any], said: str) -> None:
    found = find_bank(said)
    if found.bank is not None:
        _ask(talk, {**making, "bin": found.bank.bin, "waits": AMOUNT})
    elif found.candidates:
        _keep(talk, making)
        talk.say("utter_qr_which_bank", *map(_offer, found.candidates), _STOP)
    else:
        raise PaymentError(UNKNOWN_BANK)


def _named(bank: Bank) -> Choice:
    return Choice(bank.name, Target("qr", BANK, bank.bin))


def _offer(bank: Bank) -> Choice:
    return Choice(bank.label, Target("qr", BANK, bank.bin))


def _ask(talk: Talk, making: dict[str, Any]) -> None:
    """The question that is waited for now."""
    _keep(talk, making)
    bank = bank_by_bin(making.get("bin", ""))
    questions = {
        BANK: "utter_qr_bank",
        AMOUNT: "utter_qr_amount",
        NOTE: "utter_qr_note",
        ACCOUNT: "utter_qr_account",
    }
    if making["waits"] == ACCOUNT:
        talk.say_asking(questions[ACCOUNT], ACCOUNT, *_choices(ACCOUNT))
    else:
        talk.say(questions[making["waits"]], *_choices(making["waits"]), bank=bank.name if bank else "")


def _choices(waits: str) -> tuple[Choice, ...]:
    offered: dict[str, list[Choice]] = {
        BANK: [*(_named(bank) for bank in map(bank_by_bin, COMMON) if bank), _BY_ONESELF],
        AMOUNT: [Choice("Để khách tự gõ số tiền", Target("qr", AMOUNT))],
        NOTE: [Choice("Không cần nội dung", Target("qr", NOTE))],
    }
    return (*offered.get(waits, []), _STOP)


def _keep(talk: Talk, making: dict[str, Any]) -> None:
    talk.memory.making = making


def _finish(talk: Talk, making: dict[str, Any], said: str) -> None:
    """Draws the code, reads it back, and only then shows it. The account lives in this turn alone."""
    payment = Payment(making.get("bin", ""), _account(said), making.get("amount"), making.get("note"))
    try:
        cards.made(payment)
    except MakingError as error:
        log.error("a payment code did not read back as it should", why=str(error))
        talk.say("utter_qr_failed", Choice("Làm lại từ đầu", Target("qr")))
        return
    again = Choice("Làm mã khác", Target("qr"))
    talk.tell_privately(
        "\n".join(_summary(payment)), again, Choice("Danh mục", Target("menu")), payment=asdict(payment)
    )


def _account(said: str) -> str:
    """The account in an answer. Raises PaymentError."""
    if kinds.placeholder(kinds.CARD) in said:
        raise PaymentError(CARD_NUMBER)
    found = accounts_in(said)
    if len(found) > 1:
        raise PaymentError(WRONG_ACCOUNT)
    return read_account(found[0] if found else said)


def _summary(payment: Payment) -> list[str]:
    bank = bank_by_bin(payment.bin)
    lines = [
        "Mã của bác đây ạ. Cháu đã tự quét lại và so từng mục, đúng như bác gõ:",
        f"• Ngân hàng: {bank.label if bank else payment.bin}",
        f"• Số tài khoản: {group_account(payment.account)}",
        f"• Số tiền: {format_amount(payment.amount) if payment.amount else 'để khách tự gõ'}",
    ]
    if payment.note:
        lines.append(f"• Nội dung: {payment.note}")
    return [
        *lines,
        "Bác lấy app ngân hàng khác quét thử và xem đúng tên mình trước khi in. Sai tên thì đừng dùng mã này.",
        "Cháu không lưu mã và số tài khoản. Bác cần lại thì làm mã mới ạ.",
    ]
