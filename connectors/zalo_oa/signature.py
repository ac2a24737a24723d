"""The proof that a webhook call comes from Zalo.

Format: `X-ZEvent-Signature: mac=<hex>` with SHA-256 over app id, raw body, time stamp and OA secret key, one after the
other (the Java SDK's MacUtils.buildMac). Not settled by any source is where the time stamp stands: it is looked for in
the body, then in the header `X-ZEvent-Timestamp`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, Optional

from bot.errors import Malformed, Unauthentic

HEADER, TIMESTAMP_HEADER = "X-ZEvent-Signature", "X-ZEvent-Timestamp"

_MAC = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*", re.IGNORECASE)


def authenticate(headers: Mapping[str, str], body: bytes, app_id: str, secret: str) -> Optional[dict[str, Any]]:
    """The event of an authentic call; None for the probe that Zalo's console sends before it shows the secret.

    Raises Unauthentic when the signature is missing or wrong (without a secret nothing is right), Malformed when what
    is signed is no JSON object.
    """
    given = headers.get(HEADER, "")
    event = _parse(body)
    if not given and _is_probe(body, event):
        return None
    found = _MAC.fullmatch(given)
    stamps = [stamp for stamp in (_stamp(event), headers.get(TIMESTAMP_HEADER, "")) if stamp] or [""]
    macs = [mac(app_id, body, stamp, secret) for stamp in stamps]
    if not secret or found is None or not _is_one_of(found.group(1).lower(), macs):
        raise Unauthentic("the signature is missing or wrong")
    if event is None:
        raise Malformed("not a JSON object")
    if str(event.get("app_id") or app_id) != app_id:
        raise Unauthentic("meant for another app")
    return event


def mac(app_id: str, body: bytes, stamp: str, secret: str) -> str:
    """The signature of a call, in lower-case hexadecimal digits."""
    return hashlib.sha256(app_id.encode() + body + stamp.encode() + secret.encode()).hexdigest()


def _is_one_of(given: str, macs: list[str]) -> bool:
    """Compares with each in constant time."""
    return any(hmac.compare_digest(given, one) for one in macs)


def _is_probe(body: bytes, event: Optional[dict[str, Any]]) -> bool:
    return event == {} or not body.strip()


def _parse(body: bytes) -> Optional[dict[str, Any]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _stamp(event: Optional[dict[str, Any]]) -> str:
    stamp = (event or {}).get("timestamp")
    return str(stamp) if isinstance(stamp, (str, int)) else ""
