"""Numbers that outlive deleted conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds a count of turns, and the times of tickets."""
    op.create_table(
        "turn_tallies",
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("province", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "ticket_tallies",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("minutes", sa.Float),
    )
