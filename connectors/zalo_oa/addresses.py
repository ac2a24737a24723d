"""Who a conversation is with: a person known by their id, or one who wrote without logging in."""

from __future__ import annotations

NAME = "zalo"

_ANONYMOUS = "anonymous"


def person(user_id: object) -> str:
    """The conversation with a person. Raises TypeError when the id is none."""
    return f"{NAME}:{_checked(user_id)}"


def anonymous(anonymous_id: object, conversation_id: object) -> str:
    """The conversation with somebody who did not log in. Raises TypeError when an id is none."""
    return f"{NAME}:{_ANONYMOUS}/{_checked(anonymous_id)}/{_checked(conversation_id)}"


def recipient(conversation: str) -> dict[str, str]:
    """The `recipient` of a message to this conversation (the PHP SDK's MessageBuilder)."""
    address = conversation.partition(":")[2]
    kind, _, ids = address.partition("/")
    if kind != _ANONYMOUS or not ids:
        return {"user_id": address}
    anonymous_id, _, conversation_id = ids.partition("/")
    return {"anonymous_id": anonymous_id, "conversation_id": conversation_id}


def _checked(given: object) -> str:
    if not isinstance(given, (str, int)) or not str(given).strip() or "/" in str(given):
        raise TypeError("not an id")
    return str(given)
