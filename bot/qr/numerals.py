"""Vietnamese numbers below a thousand, written in words: `hai trăm năm mươi`."""

from __future__ import annotations

import re
from typing import Optional

DIGITS = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8,
          "chin": 9}  # fmt: skip  # a table
WORDS = {*DIGITS, "muoi", "chuc", "tram", "linh", "le"}
"""Every word, folded, of which such a number is made."""

_D = f"(?:{'|'.join(DIGITS)})"
_NUMBER = re.compile(
    rf"(?:(?P<hundreds>{_D}) tram(?: |$))?"
    rf"(?:(?:linh|le) (?P<after_none>{_D})"
    rf"|(?P<tens>{_D}) muoi(?: (?P<after_tens>{_D}))?|(?P<ten>muoi)(?: (?P<teen>{_D}))?"
    rf"|(?P<dozens>{_D}) chuc|(?P<short>{_D}) (?P<lam>lam)|(?P<alone>{_D}))?"
)


def read_numeral(words: list[str]) -> Optional[int]:
    """0 to 999 from folded words; None for what is no number, or can be meant in two ways (`một trăm hai`)."""
    match = _NUMBER.fullmatch(" ".join(words))
    if match is None or not words:
        return None
    part = {name: DIGITS.get(word or "", 0) for name, word in match.groupdict().items()}
    if match["hundreds"] and (match["alone"] or match["short"]):
        return None
    tens = part["tens"] + part["dozens"] + part["short"] + (1 if match["ten"] else 0)
    ones = part["after_none"] + part["after_tens"] + part["teen"] + part["lam"] + part["alone"]
    return 100 * part["hundreds"] + 10 * tens + ones
