"""Replies laid out for the Bot Platform: no buttons, so options are numbered; in a group one short message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Reply
from connectors.packing import Limits, pack
from connectors.splitting import split, units
from connectors.zalo_bot.addresses import is_group

LIMITS = Limits(text=2000)
"""Of a text, and of a picture's caption."""

SHORT = 300
"""UTF-16 units of an answer in a group, where others read along."""

IN_PRIVATE = "Bác nhắn riêng cho cháu, cháu chỉ từng bước ạ."


def lay_out(conversation: str, replies: Sequence[Reply]) -> list[Reply]:
    """The replies of a turn, each one message."""
    return _brief(replies) if is_group(conversation) else pack(replies, LIMITS)


def _brief(replies: Sequence[Reply]) -> list[Reply]:
    """The last reply's title and first paragraph: what comes before it are introductions."""
    if any(reply.private or reply.asks for reply in replies):
        return [Reply(IN_PRIVATE)]
    spoken = [reply for reply in replies if reply.text.strip() or reply.title]
    if not spoken:
        return []
    title, text = (spoken[-1].title or "").strip(), spoken[-1].text.strip().partition("\n\n")[0]
    if units(text) > SHORT:
        text = split(text, SHORT, SHORT)[0].rstrip() + " …"
    return [Reply("\n".join(filter(None, [title, text])) + f"\n\n{IN_PRIVATE}")]
