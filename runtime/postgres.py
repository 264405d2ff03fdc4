"""PostgreSQL from a package, in a folder of its own, on a socket that only its own user can reach."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
from django.utils.translation import gettext as _

from runtime import postgres_user
from runtime.processes import Health, StartError, is_alive, processes_in, start_error, with_advice
from vault.files import fsync_folder

SOCKET = ".s.PGSQL.5432"
LOCKS = ("postmaster.pid", SOCKET, f"{SOCKET}.lock")
LONGEST_SOCKET_PATH = 100  # the system's limit is 104 on macOS and 108 on Linux
INITDB_OPTIONS = (
    "--auth=trust",
    "--username=postgres",
    "--encoding=utf8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
SETTINGS = {
    "listen_addresses": "",  # no network,
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",  # and no rows in the log
    "log_error_verbosity": "terse",
    "client_connection_check_interval": "1s",  # a killed process's long query ends with it
}
PATIENCE = 60  # seconds; a database that was killed may have much to recover
RECOVERY = 10  # seconds for the remains of a killed server to end
ANSWER = 3  # seconds for a connection
STOPS = ((signal.SIGINT, 30), (signal.SIGQUIT, 10))  # fast, then immediate: seconds for each


class Postgres:
    """A durable server. It keeps running when `up` is killed, and the next `up` finds it."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: psutil.Process | None = None
        self.short: Path | None = None  # a short path to a folder whose own path is too long for a socket

    def start(self) -> None:
        """Start it unless it is already running and answers. Raises StartError."""
        self.user = postgres_user.get()
        self.programs = postgres_user.programs(self.user)
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        if self.user and self.folder.stat().st_uid != self.user.pw_uid:
            raise StartError(_("%(folder)s belongs to another user.") % {"folder": self.folder})
        self._shorten()
        self.process = self._postmaster()
        if self.process and self.health() is not Health.ANSWERS:
            self._halt()
        if not self.is_running():
            self._launch()

    def is_running(self) -> bool:
        return is_alive(self.process)

    def health(self) -> Health:
        """Connects as any client does. A server that says why it refuses is busy, not hung."""
        try:
            psycopg2.connect(self.url(), connect_timeout=ANSWER).close()
        except psycopg2.OperationalError as error:
            if "shutting down" in str(error):
                return Health.CLOSING
            return Health.ANSWERS if "FATAL" in str(error) else Health.SILENT
        return Health.ANSWERS

    def stop(self) -> None:
        self.process = self._postmaster()
        self._halt()
        if self.short:
            shutil.rmtree(self.short.parent, ignore_errors=True)

    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.short or self.folder), safe='')}/postgres"

    def _make(self) -> None:
        """Set it up in a draft folder, so that a half-made one is never taken for a database."""
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user:
            os.chown(draft, self.user.pw_uid, self.user.pw_gid)
        made = self._run("initdb", *INITDB_OPTIONS, folder=draft)
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            reason = with_advice(first_error(made.stderr))
            raise StartError(_("PostgreSQL can't be set up: %(reason)s") % {"reason": reason})
        try:
            draft.rename(self.folder)
        except OSError as error:
            sentence = _("%(folder)s doesn't hold a complete database. Restore your copy of it.")
            raise StartError(sentence % {"folder": self.folder}) from error
        fsync_folder(self.folder.parent)

    def _launch(self) -> None:
        patient_until = time.monotonic() + RECOVERY
        options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in SETTINGS.items())
        while True:
            self._forget()
            started = self._run("pg_ctl", "start", "-w", "-t", str(PATIENCE), "-l", "log", "-o", options)
            self.process = self._postmaster()
            if not started.returncode:
                return
            if time.monotonic() > patient_until:
                raise start_error(self.name, self.folder / "log")
            time.sleep(0.1)  # the remains of a killed server are still ending

    def _forget(self) -> None:
        """Clean up after a killed server. A pid in its files may belong to any process by now."""
        for left in processes_in(self.folder, "postgres"):
            with suppress(psutil.Error):
                left.kill()
                left.wait(RECOVERY)
        for name in LOCKS:
            (self.folder / name).unlink(missing_ok=True)

    def _halt(self) -> None:
        """Stop it without waiting for its clients; kill it as a last resort."""
        for number, patience in STOPS:
            if self.process is None or not self.is_running():
                return
            for part in processes_in(self.folder, "postgres"):
                with suppress(psutil.Error):
                    part.resume()  # a suspended process handles no signal
            with suppress(psutil.Error):
                self.process.send_signal(number)
                self.process.wait(patience)
        if self.is_running():
            self._forget()

    def _postmaster(self) -> psutil.Process | None:
        """Returns this folder's main server process. Its children go by other names."""
        found = []
        for process in processes_in(self.folder, "postgres"):
            with suppress(psutil.Error, IndexError):
                if not process.cmdline()[0].startswith("postgres:"):
                    found.append((process.create_time(), process))
        return min(found)[1] if found else None

    def _run(
        self, program: str, *arguments: str, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside the folder, so that its user needs no access to the folders above."""
        there = folder or self.folder
        where = "/proc/self/cwd" if self.user else str(there)
        return subprocess.run(
            [str(self.programs / program), "-D", where, *arguments],
            cwd=there,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for `up`, which stops the rest in order
            **postgres_user.as_user(self.user),
        )

    def _shorten(self) -> None:
        if len(str(self.folder / SOCKET)) < LONGEST_SOCKET_PATH or (self.short and self.short.is_dir()):
            return
        self.short = Path(tempfile.mkdtemp(prefix="imago-")) / "postgres"
        self.short.symlink_to(self.folder)


def first_error(said: str) -> str:
    """Returns the first error in a program's output, without its location."""
    lines = [line.strip() for line in said.splitlines()] or ["?"]
    fault = next((line for line in lines if re.search(r"(FATAL|PANIC|error):", line)), lines[-1])
    return re.sub(r"^.*?(FATAL|PANIC|error): +", "", fault)
