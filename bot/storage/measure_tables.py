"""The tables of what is measured and learnt at the desk. A change here goes with a migration in `migrations/`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text, func

from bot.storage.tables import metadata

assisted = Table(
    "assisted",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("visit", Text, nullable=False, unique=True),  # random: a person is counted once
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("province", Text, nullable=False),  # of the operator's team; empty without one
    Column("commune", Text, nullable=False),
    Column("guide", Text),  # none: nothing fitted
    Column("outcome", Text, nullable=False),  # bot.desk.assisting.Outcome
    Index("assisted_at", "at"),
)
