"""What the database did, by its own books."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

_BOOKS = """
SELECT (SELECT sum(xact_commit)::bigint FROM pg_stat_database WHERE datname = current_database()),
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
       pg_total_relation_size('turns') + pg_total_relation_size('replies'),
       (SELECT count(*) FROM turns)
"""


@dataclass(frozen=True)
class Work:
    """Transactions committed, bytes of write-ahead log, bytes and rows of the turns kept with their replies."""

    commits: int = 0
    log: int = 0
    kept: int = 0
    turns: int = 0

    def __add__(self, more: Work) -> Work:
        return Work(self.commits + more.commits, self.log + more.log, self.kept + more.kept, self.turns + more.turns)

    def __sub__(self, before: Work) -> Work:
        return Work(
            self.commits - before.commits, self.log - before.log, self.kept - before.kept, self.turns - before.turns
        )


def work_so_far(url: str) -> Work:
    """Since the database was created."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(_BOOKS).fetchone()
    assert row is not None
    return Work(*(int(value) for value in row))
