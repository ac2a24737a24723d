"""People helped in person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds what the desk counts."""
    op.create_table(
        "assisted",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("visit", sa.Text, nullable=False, unique=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("guide", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_index("assisted_at", "assisted", ["at"])
