"""The tables of the help desk. A change here goes with a migration in `migrations/`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.tables import metadata

teams = Table(
    "teams",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("province", Text, nullable=False),  # a name of bot.guides.provinces
    Column("commune", Text, nullable=False, server_default=""),  # empty: the whole province
    UniqueConstraint("province", "commune", name="teams_one_per_place"),
)

operators = Table(
    "operators",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("login", Text, nullable=False, unique=True),  # lower case
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # bot.desk.people.Role
    Column("team", BigInteger, ForeignKey("teams.id")),
    Column("password", Text, nullable=False),  # argon2id
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("disabled_at", DateTime(timezone=True)),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the cookie
    Column("operator", BigInteger, ForeignKey("operators.id", ondelete="CASCADE"), nullable=False),
    Column("content", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("desk_sessions_by_operator", "operator"),
)

desk_lockouts = Table(
    "desk_lockouts",
    metadata,
    Column("login", Text, primary_key=True),  # SHA-256, also of log-ins that do not exist
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("locked_until", DateTime(timezone=True)),
)

desk_audit = Table(
    "desk_audit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("operator", BigInteger, ForeignKey("operators.id")),  # none: the system, a command, or nobody who got in
    Column("action", Text, nullable=False),
    Column("about", Text, nullable=False, server_default=""),  # `ticket:7`, a log-in, a guide
    Column("details", JSONB, nullable=False, server_default="{}"),  # never what a citizen or operator wrote
    Index("desk_audit_at", "at"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("status", Text, nullable=False, server_default="new"),  # bot.desk.tickets.Stage
    Column("reason", Text, nullable=False),  # asked, lost
    Column("question", Text, nullable=False, server_default=""),  # redacted: what it is about, for the queue
    Column("guide", Text),  # where the citizen was
    Column("province", Text),  # where they live, if there is a team
    Column("team", BigInteger, ForeignKey("teams.id")),  # none: every team of the province, or of all, sees it
    Column("operator", BigInteger, ForeignKey("operators.id")),  # who holds it
    Column("in_hours", Boolean, nullable=False, server_default="true"),  # whether people were answering then
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("claimed_at", DateTime(timezone=True)),  # first time
    Column("answered_at", DateTime(timezone=True)),  # first reply
    Column("last_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("closed_at", DateTime(timezone=True)),
    Index("tickets_one_open", "conversation", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("tickets_open", "opened_at", postgresql_where=text("closed_at IS NULL")),
    Index("tickets_closed", "closed_at"),
    Index("tickets_changed", "last_at"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("ticket", BigInteger, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("operator", BigInteger, ForeignKey("operators.id")),
    Column("kind", Text, nullable=False),  # bot.desk.tickets.Deed
    Column("text", Text, nullable=False, server_default=""),  # a note; or what the citizen is told
    Column("title", Text, nullable=False, server_default=""),  # stands above the words
    Column("message_id", Text, unique=True),  # of the message that tells the citizen; none when they are not told
    Index("ticket_events_by_ticket", "ticket", "id"),
)
