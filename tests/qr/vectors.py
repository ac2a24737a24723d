"""Payment codes whose check digits NAPAS published, and codes like them for the tests."""

from __future__ import annotations

from bot.qr.tlv import crc16

STATIC = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"
DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819"
    "thanh toan don hang63042E2E"
)
IDENTITY_CARD = "001099012345|012345678|Nguyễn Văn A|01011990|Nam|Thôn Đoài, Hà Nội|01012021"


def field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def sealed(fields: str) -> str:
    """The fields with their check digits."""
    return f"{fields}6304{crc16(fields + '6304')}"


def napas(bank: str = "970436", account: str = "0011012345678", service: str = "QRIBFTTA") -> str:
    """Tag 38: who is paid through NAPAS."""
    payee = field("00", bank) + field("01", account)
    return field("38", field("00", "A000000727") + field("01", payee) + field("02", service))


def vietqr(bank: str = "970436", account: str = "0011012345678", service: str = "QRIBFTTA", rest: str = "") -> str:
    return sealed(f"000201010211{napas(bank, account, service)}5303704{rest}5802VN")


VNPAY_TARGET = field("26", field("00", "A000000775") + field("01", "0110MERCHANT"))
VNPAY = sealed(f"000201010212{VNPAY_TARGET}52045812530370454065000005802VN5906QUAN A")
BOTH = sealed(f"000201010211{VNPAY_TARGET}{napas()}53037045802VN")
