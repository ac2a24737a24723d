"""Events as Zalo posts them for an Official Account, signed."""

from __future__ import annotations

import hashlib
import json
import time
from itertools import count
from typing import Any, Optional

APP_ID = "360846524940903967"
OA_ID = "388613280878808645"
OA_SECRET = "oa-secret-key"
USER = "246845883529197922"

Event = dict[str, Any]

_numbers = count(1)


def sign(body: bytes, stamp: str, app_id: str = APP_ID, secret: str = OA_SECRET) -> str:
    """The header's value. Written apart from ours on purpose."""
    return "mac=" + hashlib.sha256(b"".join([app_id.encode(), body, stamp.encode(), secret.encode()])).hexdigest()


def encode(event: Event) -> bytes:
    """As Zalo writes it: no spaces, letters as they are."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def said(text: str, user: str = USER) -> Event:
    """A citizen writes."""
    return sent("user_send_text", user, text=text)


def sent(name: str, user: str = USER, attachment: Optional[Event] = None, **message: Any) -> Event:
    """A citizen sends something."""
    content = {**message, "msg_id": f"{next(_numbers):020x}"}
    if attachment is not None:
        content["attachments"] = [attachment]
    return _event(name, sender={"id": user}, recipient={"id": OA_ID}, message=content, user_id_by_app=f"9{user}")


def anonymous(text: str, anonymous_id: str, conversation_id: str) -> Event:
    """Somebody who is not logged in writes."""
    event = sent("anonymous_send_text", anonymous_id, text=text)
    event["message"]["conversation_id"] = conversation_id
    return event


def followed(user: str = USER) -> Event:
    """A citizen follows the account."""
    return _event("follow", oa_id=OA_ID, follower={"id": user}, source="oa_profile", user_id_by_app=f"9{user}")


def withdrew(user: str = USER) -> Event:
    """A citizen wants their data deleted."""
    return _event("user_withdraw", oa_id=OA_ID, user_id=user, user_id_by_app=f"9{user}")


def staff_said(text: str, user: str = USER) -> Event:
    """A person of the account writes in its inbox."""
    event = echoed(text, user)
    event["sender"]["admin_id"] = "1000000000000000001"
    return event


def echoed(text: str, user: str = USER) -> Event:
    """What we sent comes back."""
    content = {"text": text, "msg_id": f"{next(_numbers):020x}"}
    return _event("oa_send_text", sender={"id": OA_ID}, recipient={"id": user}, message=content)


def _event(name: str, **fields: Any) -> Event:
    return {"app_id": APP_ID, "event_name": name, "timestamp": str(int(time.time() * 1000)), **fields}
