"""Who a conversation is with: a citizen in private, or a citizen in a group (each has a conversation of their own)."""

from __future__ import annotations

NAME = "zalobot"


def private(chat_id: object) -> str:
    """The conversation in a private chat. Raises TypeError when the id is none."""
    return f"{NAME}:{_checked(chat_id)}"


def group(chat_id: object, user_id: object) -> str:
    """The conversation with one member of a group. Raises TypeError when an id is none."""
    return f"{NAME}:{_checked(chat_id)}/{_checked(user_id)}"


def is_group(conversation: str) -> bool:
    """Whether others read along."""
    return "/" in conversation


def chat_of(conversation: str) -> str:
    """The chat's id."""
    return conversation.partition(":")[2].partition("/")[0]


def _checked(given: object) -> str:
    if not isinstance(given, (str, int)) or not str(given).strip() or "/" in str(given):
        raise TypeError("not an id")
    return str(given)
