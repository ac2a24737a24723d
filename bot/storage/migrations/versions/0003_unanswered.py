"""Questions that were not understood, kept without who asked them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the table that outlives conversations."""
    op.create_table(
        "unanswered",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("band", sa.Text, nullable=False),
        sa.Column("intent", sa.Text),
        sa.Column("confidence", sa.Float),
        sa.Column("asked_on", sa.Date, nullable=False),
    )
    op.create_index("unanswered_asked_on", "unanswered", ["asked_on"])
