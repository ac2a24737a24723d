"""What a button says when it is tapped: Zalo shows it in the chat as the citizen's own words, and sends only that.

`Tiếp #s:vneid_muc_2/mo_app` is the button's title and the place it leads to, so that a button tapped twice, or one far
up in the chat, leads where it said. Who types such words gets to the same place: nothing is granted by them.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.guides.targets import PAYLOAD_BYTES, Target
from bot.messages import Button

LONGEST_TITLE = 100
"""Characters of a button's title."""

_TAPPED = re.compile(r"(?:.*\s)?#(?P<target>[a-z]+:[a-z0-9_/=]*)\s*", re.DOTALL)


def words_of(button: Button) -> str:
    """What the citizen says by tapping; the title alone when the payload is not a target: then as if it were typed."""
    target = Target.of_payload(button.payload)
    return title_of(button) if target is None else f"{title_of(button)} #{target}"


def tapped(words: str) -> Optional[str]:
    """The payload of the button that says these words; None when no button does."""
    found = _TAPPED.fullmatch(words)
    target = Target.read(found["target"]) if found else None
    if target is None or len(target.payload().encode()) > PAYLOAD_BYTES:
        return None
    return target.payload()


def title_of(button: Button) -> str:
    """The title, cut where Zalo would refuse it."""
    title = " ".join(button.title.split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
