"""The provinces and cities since 1 July 2025, recognised in what a citizen writes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Optional

from bot.text import strip_diacritics

MERGED = {
    "Tuyên Quang": ("Hà Giang",),
    "Lào Cai": ("Yên Bái",),
    "Thái Nguyên": ("Bắc Kạn", "Bắc Cạn"),
    "Phú Thọ": ("Vĩnh Phúc", "Hòa Bình"),
    "Bắc Ninh": ("Bắc Giang",),
    "Hưng Yên": ("Thái Bình",),
    "Hải Phòng": ("Hải Dương",),
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Quảng Trị": ("Quảng Bình",),
    "Đà Nẵng": ("Quảng Nam",),
    "Quảng Ngãi": ("Kon Tum", "Kontum"),
    "Gia Lai": ("Bình Định",),
    "Khánh Hòa": ("Ninh Thuận",),
    "Lâm Đồng": ("Đắk Nông", "Đắc Nông", "Đăk Nông", "Bình Thuận"),
    "Đắk Lắk": ("Phú Yên",),
    "Hồ Chí Minh": ("Bà Rịa Vũng Tàu", "Bà Rịa", "Vũng Tàu", "Bình Dương"),
    "Đồng Nai": ("Bình Phước",),
    "Tây Ninh": ("Long An",),
    "Cần Thơ": ("Sóc Trăng", "Hậu Giang"),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "Đồng Tháp": ("Tiền Giang",),
    "Cà Mau": ("Bạc Liêu",),
    "An Giang": ("Kiên Giang",),
}
"""New province → the provinces merged into it (Nghị quyết 202/2025/QH15), each as people still name it."""

ALSO = {
    "Hà Nội": ("Hà Tây",),
    "Hồ Chí Minh": ("Sài Gòn", "TPHCM", "HCM"),
    "Huế": ("Thừa Thiên Huế", "Thừa Thiên"),
    "Đắk Lắk": ("Đắc Lắc", "Đăk Lăk", "Daklak", "Đaklak"),
}
"""Province → other names it goes by."""

ALSO_WORDS = frozenset(
    {
        "an giang",
        "bac can",
        "bac giang",
        "bac lieu",
        "ben tre",
        "binh duong",
        "ca mau",
        "can tho",
        "cao bang",
        "dien bien",
        "gia lai",
        "ha nam",
        "ha tay",
        "ha tinh",
        "hai duong",
        "hai phong",
        "hoa binh",
        "hue",
        "lai chau",
        "lam dong",
        "long an",
        "nam dinh",
        "quang nam",
        "son la",
        "tay ninh",
        "thai binh",
        "tien giang",
    }
)
"""Names that are also ordinary words once the diacritics are gone ("hỏi lại cháu", "hai phòng", "diễn biến")."""

_CUE = re.compile(r"\b(?:o|tai|tinh|thanh pho|tp|que|ngoai|vung|xu) $")
_ANSWER = r"(?:da |thua |bac |toi |tui |minh |em |con |chau )*"
_STREET = re.compile(r"\b(?:duong|(?<!thanh )pho|phuong|xa|ngo|hem|truong|benh vien) $")
"""What is named after a province is somewhere else as likely as not."""

_HERE = re.compile(r"\b(?:o|tai) (?:tinh |thanh pho |tp )?$")


@lru_cache(maxsize=1)
def province_names() -> tuple[str, ...]:
    """The 34 provinces and cities, as the state names them but without "Thành phố": `Hà Nội`, `Đồng Tháp`."""
    package = find_spec("vietnam_provinces")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("vietnam-provinces is not installed")
    # Its data file is read, not its module: importing that takes a second, for it names all 3,321 communes.
    divisions = json.loads((Path(package.origin).parent / "data" / "nested-divisions.json").read_text(encoding="utf-8"))
    return tuple(division["name"].removeprefix("Thành phố ") for division in divisions)


def find_province(text: str) -> Optional[str]:
    """The province of today that `text` names, also by an old name or without diacritics.

    None when it names none, or several of which none follows "ở" or "tại" alone.
    """
    written = _plain(text)
    bare = strip_diacritics(written)
    found = {province: start for start, province in _named(written, bare)}
    if len(found) > 1:
        found = {province: start for province, start in found.items() if _HERE.search(bare[:start])}
    return next(iter(found)) if len(found) == 1 else None


def _named(written: str, bare: str) -> Iterator[tuple[int, str]]:
    """Where each province is named; a longer name hides a shorter one inside it."""
    taken: list[range] = []
    for name, province in _names():
        plain_name = _plain(name)
        for match in re.finditer(rf"\b{re.escape(strip_diacritics(plain_name))}\b", bare):
            start, end = match.span()
            if any(start in other for other in taken) or _STREET.search(bare[:start]):
                continue
            as_written = written[start:end]
            accented = as_written == plain_name and (written != bare or plain_name != match.group())
            unaccented = as_written.replace("đ", "d") == match.group()
            if accented or (unaccented and _is_meant(match.group(), bare, start, end)):
                taken.append(range(start, end))
                yield start, province


def _is_meant(name: str, bare: str, start: int, end: int) -> bool:
    """Whether a name without diacritics is one, and not the ordinary words it looks like."""
    if name not in ALSO_WORDS:
        return True
    alone = re.fullmatch(_ANSWER, bare[:start]) and re.fullmatch(r"(?: (?:a|oi|nhe|nha|do|chau))*", bare[end:])
    return bool(alone or _CUE.search(bare[:start]))


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    """Every name with its province, the longest first."""
    own = [(name, name) for name in province_names()]
    old = [(name, province) for table in (MERGED, ALSO) for province, names in table.items() for name in names]
    return tuple(sorted(own + old, key=lambda pair: -len(pair[0])))


def _plain(text: str) -> str:
    """Lower case, letters and single spaces, the tone of "hoà" always written "hòa"."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())
    return " ".join(_tone_on_first(word) for word in words)


def _tone_on_first(word: str) -> str:
    """`hoà` and `hòa` are two spellings of one word: the second is taken."""
    for late, early in (
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("oã", "õa"),
        ("oạ", "ọa"),
        ("uế", "uế"),
        ("uỳ", "ùy"),
    ):
        if word.endswith(late):
            return word[: -len(late)] + early
    return word
