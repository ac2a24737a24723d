"""Web addresses found in codes: whose they are, and how to name them so that nobody can tap them."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import urlsplit

LONGEST_SHOWN = 60
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")


def host_of(link: str) -> Optional[str]:
    """The domain a browser would open, in ASCII letters; None when there is none or it is written to deceive.

    `https://vietcombank.com.vn@x.example` is of `x.example`, and so is `https://x.example\\@vietcombank.com.vn`.
    """
    address = re.sub(r"[\s\x00-\x1f\x7f]", "", link).replace("\\", "/")
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", address):
        address = f"https://{address}"
    try:
        host = (urlsplit(address).hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    return host if _HOST.fullmatch(host) else None


def name_host(host: str) -> str:
    """`«vneid . gov . vn»`: with spaces, or chat apps would make it a link again. The end of a long one tells whose."""
    shown = host if len(host) <= LONGEST_SHOWN else f"…{host[-LONGEST_SHOWN:]}"
    return f"«{shown.replace('.', ' . ')}»"
