"""PgBouncer in transaction mode between a web process and the embedded PostgreSQL, with few connections to lend."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2.extras import RealDictCursor

from runtime import postgres_user
from runtime.embedded_servers import free_port
from tests import install

PATIENCE = 30  # seconds
POOL_SIZE = 3
CONFIG = """
[databases]
* = host={host} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {pool_size}
"""


class PgBouncer:
    """A running PgBouncer. It runs as PostgreSQL's user, because nobody else may use the socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def __enter__(self) -> PgBouncer:
        user, socket_folder = postgres_user.get(), connection.settings_dict["HOST"]
        host = "/proc/self/cwd" if user else socket_folder
        config = self.folder / "pgbouncer.ini"
        config.write_text(CONFIG.format(host=host, port=self.port, pool_size=POOL_SIZE))
        if user:
            os.chown(config, user.pw_uid, user.pw_gid)
        command = [
            str(install.pgbouncer()),
            "/dev/stdin",
        ]  # a file below folders that this user may not enter
        with config.open("rb") as stdin, (self.folder / "pgbouncer.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=socket_folder, stdin=stdin, stdout=log, stderr=log, **postgres_user.as_user(user)
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "pgbouncer.log").read_text()
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(PATIENCE)

    def answers(self) -> bool:
        try:
            self.show("VERSION")
        except psycopg2.OperationalError:
            return False
        return True

    def show(self, what: str) -> list[dict[str, Any]]:
        """Return the rows of a SHOW command, such as POOLS or STATS."""
        with closing(psycopg2.connect(self.url("pgbouncer"))) as console:
            console.autocommit = True
            with console.cursor(cursor_factory=RealDictCursor) as cursor:
                cursor.execute(f"SHOW {what}")
                return [dict(row) for row in cursor]
