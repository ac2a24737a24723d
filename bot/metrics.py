"""What is measured, for Prometheus. Each process has its own; workers hand theirs to the gateway through files."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

LATENCY = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

TURNS = Counter("bot_turns", "Turns, by connector and band of understanding", ["connector", "band"])
TURN_SECONDS = Histogram("bot_turn_seconds", "Thinking and writing down one turn", buckets=LATENCY)
REPLY_SECONDS = Histogram(
    "bot_reply_seconds", "From the webhook's arrival to the reply sent", ["connector"], buckets=LATENCY
)
SEND_ERRORS = Counter("bot_send_errors", "Replies a platform did not take", ["connector", "kind"])
REFUSED = Counter("bot_webhooks_refused", "Webhook calls refused, by reason", ["connector", "reason"])
RECEIVED = Counter("bot_messages_received", "Messages taken in", ["connector"])
DROPPED = Counter("bot_messages_dropped", "Messages above the limit of their conversation, not answered", ["connector"])
ZALO_QUOTA = Gauge(
    "bot_zalo_quota_messages",
    "Messages the Official Account may send, as Zalo's last answer said: what is left, and of how many",
    ["quota", "part"],
    multiprocess_mode="mostrecent",
)
ZALO_CHARGED = Counter("bot_zalo_charged", "Messages of the Official Account that Zalo charged for")
