"""Tells the citizen, kindly, what was taken out of their message and why."""

from __future__ import annotations

from collections.abc import Iterable

from bot.privacy import kinds

_SECRETS = frozenset({kinds.OTP, kinds.PASSWORD, kinds.CARD_CODE})
_KEPT_SHORT = 3


def what_was_removed(found: Iterable[str]) -> str:
    """Two sentences for the citizen about the kinds in `found`; empty when there are none."""
    known = [kind for kind in dict.fromkeys(found) if kind in kinds.NAMES]
    if not known:
        return ""
    what = _listed([kinds.NAMES[kind] for kind in known])
    first = f"Cháu đã che {what} bác vừa gửi và không lưu lại."
    if _SECRETS.isdisjoint(known):
        return f"{first} Bác xoá tin nhắn đó giúp cháu nhé, để người khác không xem được."
    return f"{first} Bác xoá tin nhắn đó giúp cháu, và đừng đưa cho ai nhé, kể cả người xưng là cán bộ."


def _listed(names: list[str]) -> str:
    if len(names) > _KEPT_SHORT:
        return "các thông tin riêng"
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
