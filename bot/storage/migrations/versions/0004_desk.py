"""The help desk: teams, operators, log-ins, the audit trail, tickets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the people of the desk, and what citizens ask them."""
    _people()
    _tickets()


def _people() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("province", "commune", name="teams_one_per_place"),
    )
    op.create_table(
        "operators",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("team", sa.BigInteger, sa.ForeignKey("teams.id")),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "desk_sessions",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id", ondelete="CASCADE"), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("desk_sessions_by_operator", "desk_sessions", ["operator"])
    op.create_table(
        "desk_lockouts",
        sa.Column("login", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "desk_audit",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id")),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False, server_default=""),
        sa.Column("details", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index("desk_audit_at", "desk_audit", ["at"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("conversation", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default="new"),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False, server_default=""),
        sa.Column("guide", sa.Text),
        sa.Column("province", sa.Text),
        sa.Column("team", sa.BigInteger, sa.ForeignKey("teams.id")),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id")),
        sa.Column("in_hours", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("tickets_one_open", "tickets", ["conversation"], unique=True, postgresql_where=is_open)
    op.create_index("tickets_open", "tickets", ["opened_at"], postgresql_where=is_open)
    op.create_index("tickets_closed", "tickets", ["closed_at"])
    op.create_index("tickets_changed", "tickets", ["last_at"])
    op.create_table(
        "ticket_events",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("ticket", sa.BigInteger, sa.ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("message_id", sa.Text, unique=True),
    )
    op.create_index("ticket_events_by_ticket", "ticket_events", ["ticket", "id"])
    for table in ("tickets", "ticket_events"):
        ticket = "NEW.id" if table == "tickets" else "NEW.ticket"
        op.execute(
            f"CREATE FUNCTION tell_desk_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN PERFORM pg_notify('desk', {ticket}::text); RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER tell_desk AFTER INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION tell_desk_of_{table}()"
        )
