"""People helped in person, what leads decide of questions, targets."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds what the desk counts and learns."""
    _assisted()
    _lessons()
    _targets()


def _assisted() -> None:
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


def _lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False, unique=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("guide", sa.Text),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id")),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
    )


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("first_month", sa.Text, nullable=False),
        sa.Column("last_month", sa.Text, nullable=False),
        sa.Column("operator", sa.BigInteger, sa.ForeignKey("operators.id")),
        sa.UniqueConstraint("province", "commune", "guide", name="targets_one_per_guide"),
    )
