"""The names of the events of an Official Account, as its documentation listed them on 2026-11-22."""

from __future__ import annotations

from bot.messages import Kind

KINDS: dict[str, Kind] = {
    "user_send_text": Kind.TEXT,
    "user_send_link": Kind.TEXT,
    "user_send_image": Kind.PHOTO,
    "user_send_gif": Kind.OTHER,
    "user_send_audio": Kind.VOICE,
    "user_send_video": Kind.OTHER,
    "user_send_sticker": Kind.STICKER,
    "user_send_location": Kind.LOCATION,
    "user_send_business_card": Kind.OTHER,
    "user_send_file": Kind.FILE,
    "anonymous_send_text": Kind.TEXT,
    "anonymous_send_image": Kind.PHOTO,
    "anonymous_send_sticker": Kind.STICKER,
    "anonymous_send_file": Kind.FILE,
}
"""What citizens send."""

FOLLOWED, WITHDRAWN = "follow", "user_withdraw"

_SENT = ("text", "image", "gif", "list", "file", "sticker", "template")
_SENT_TO_ANONYMOUS = ("text", "image", "file", "sticker")
STAFF = frozenset([f"oa_send_{kind}" for kind in _SENT] + [f"oa_send_anonymous_{kind}" for kind in _SENT_TO_ANONYMOUS])
"""What the account sends: we ourselves, or its staff."""

_PEOPLE = ("unfollow", "user_click_chatnow", "user_submit_info", "update_user_info")
_RECEIPTS = ("user_received_message", "user_seen_message", "user_reacted_message", "oa_reacted_message")
_CALLS = ("oa_send_consent", "user_reply_consent", "user_call_oa", "oa_call_user")
_TAGS = ("add_user_to_tag", "remove_user_from_tag", "remove_tag")
_WIDGETS = ("widget_interaction_accepted", "widget_failed_to_sync_user_external_id")
_SHOP = ("extension_purchased", "shop_has_order")
_GROUPS = ("create_group", "delete_group", "update_group_info", "add_group_admin", "remove_group_admin")
_MEMBERS = ("user_join_group", "user_request_join_group", "user_out_group")
_REQUESTS = ("accept_request_join_group", "reject_request_join_group")
_TEMPLATES = ("change_template_status", "change_template_quality", "change_oa_daily_quota")
_ANSWERS = ("user_feedback", "user_click_response_button")

_UNANSWERED = frozenset().union(
    *(_PEOPLE, _RECEIPTS, _CALLS, _TAGS, _WIDGETS, _SHOP, _GROUPS, _MEMBERS, _REQUESTS, _TEMPLATES, _ANSWERS)
)
_FAMILIES = ("user_send_group_", "oa_send_group_", "event_journey_")
"""How the names of whole families of events begin."""


def asks_for_nothing(name: str) -> bool:
    """Whether an event is known, and not answered."""
    return name in _UNANSWERED or name.startswith(_FAMILIES)
