"""The tables. A change here goes with a migration in `migrations/`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),  # <connector>:<platform's chat id>
    Column("state", JSONB, nullable=False, server_default="{}"),  # the dialogue's slots
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("quiet_until", DateTime(timezone=True)),  # a person answers until then
    Index("conversations_last_at", "last_at"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("said", Text, nullable=False),  # redacted text, or the target of a button
    Column("status", Text, nullable=False),  # bot.storage.turns.Status
    Column("band", Text),  # sure, unsure, lost
    Column("intent", Text),
    Column("confidence", Float),
    Column("guide", Text),  # where the citizen was after the turn
    Column("step", Text),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("conversation", "message_id", name="turns_one_per_message"),
    Index("turns_received_at", "received_at"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("turn", BigInteger, ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),  # order within the turn, from 0
    Column("body", JSONB, nullable=False),  # bot.messages.Reply
    Column("sent_at", DateTime(timezone=True)),
    Column("failed", Text),  # why the platform will never take it
    Index("replies_by_conversation", "conversation", "id"),
    Index("replies_by_turn", "turn"),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("said", Text, nullable=False),  # redacted; nothing tells who asked
    Column("band", Text, nullable=False),
    Column("intent", Text),
    Column("confidence", Float),
    Column("asked_on", Date, nullable=False),
    Index("unanswered_asked_on", "asked_on"),
)
"""Questions that were not understood, of conversations that are deleted."""

alarms = Table(
    "alarms",
    metadata,
    Column("connector", Text, primary_key=True),
    Column("about", Text, primary_key=True),  # one alarm per subject
    Column("what", Text, nullable=False),  # what happened and what to do
    Column("since", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

zalo_tokens = Table(
    "zalo_tokens",
    metadata,
    Column("app_id", Text, primary_key=True),
    Column("sealed", Text),  # the encrypted pair of tokens
    Column("renew_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("seed", Text, nullable=False, server_default=""),  # digest of the setting the chain of tokens began with
    Column("spent", Text, nullable=False, server_default=""),  # digest of the refresh token that Zalo refused
)

zalo_uploads = Table(
    "zalo_uploads",
    metadata,
    Column("picture", Text, primary_key=True),  # its address
    Column("attachment_id", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
