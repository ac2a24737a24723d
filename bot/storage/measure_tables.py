"""The tables of what is measured and learnt at the desk. A change here goes with a migration in `migrations/`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
)

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

lessons = Table(
    "lessons",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("words", Text, nullable=False),  # a question as its turn has it: redacted
    Column("folded", Text, nullable=False, unique=True),  # without diacritics: one decision for all spellings
    Column("decision", Text, nullable=False),  # bot.desk.learning.Decision
    Column("guide", Text),  # of an example
    Column("operator", BigInteger, ForeignKey("operators.id")),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("applied_at", DateTime(timezone=True)),  # when `bot guides accept` wrote it into the guide
)

targets = Table(
    "targets",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("province", Text, nullable=False),
    Column("commune", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("people", Integer, nullable=False),  # who are to be shown this guide
    Column("first_month", Text, nullable=False),  # 2026-11
    Column("last_month", Text, nullable=False),
    Column("operator", BigInteger, ForeignKey("operators.id")),  # who set it
    UniqueConstraint("province", "commune", "guide", name="targets_one_per_guide"),
)

turn_tallies = Table(
    "turn_tallies",
    metadata,
    Column("month", Text, primary_key=True),  # 2026-11, in Vietnam
    Column("province", Text, primary_key=True),  # empty when the citizen named none
    Column("what", Text, primary_key=True),  # a band of understanding, up, down, done
    Column("times", Integer, nullable=False),
)

ticket_tallies = Table(
    "ticket_tallies",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("month", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("commune", Text, nullable=False),
    Column("minutes", Float),  # until the answer; none without one
)
"""Of conversations that are deleted: see bot.storage.tallies."""
