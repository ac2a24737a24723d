"""Conversations that a person answers, alarms, and Zalo's tokens and uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds what the Zalo connectors need."""
    op.add_column("conversations", sa.Column("quiet_until", sa.DateTime(timezone=True)))
    op.create_table(
        "alarms",
        sa.Column("connector", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "zalo_tokens",
        sa.Column("app_id", sa.Text, primary_key=True),
        sa.Column("sealed", sa.Text),
        sa.Column("renew_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("seed", sa.Text, nullable=False, server_default=""),
        sa.Column("spent", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "zalo_uploads",
        sa.Column("picture", sa.Text, primary_key=True),
        sa.Column("attachment_id", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
