"""Real web processes on the test database, to be stopped, killed and started again."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection

from runtime.instance import ROOT
from tests.ports import lasting_port

PATIENCE = 30  # seconds
SLOW = 3  # how many times slower than usual a machine may be on which the tests run


class WebProcess:
    """One `manage.py serve`. All it prints is kept in `log`."""

    options: tuple[str, ...] = ()
    root = ROOT  # where its code is

    def __init__(self, log: Path, **environ: str) -> None:
        self.log = log
        self.environ = environ
        self.port = lasting_port()
        self.host = urlsplit(environ["IMAGO_ORIGINS"]).netloc if "IMAGO_ORIGINS" in environ else "localhost"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self.is_running():
            return
        command = [
            sys.executable,
            str(self.root / "manage.py"),
            "serve",
            "--port",
            str(self.port),
            "--lifeline",
        ]
        command += self.options
        environ = os.environ | {"DATABASE_URL": database_url()} | self.environ
        with self.log.open("ab") as log:
            # The pipe is its lifeline: however the tests end, it ends too.
            self.process = subprocess.Popen(
                command, env=environ, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_until_healthy()

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.is_running() and time.monotonic() < deadline:
            if self.answers("/healthz?only=database"):
                return
            time.sleep(0.02)
        raise AssertionError(f"The web process does not answer:\n{self.log.read_text()}")

    def answers(self, path: str) -> bool:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            web.request("GET", path, headers={"Host": self.host})
            return web.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            web.close()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)

    def terminate(self) -> None:
        """Ask it to stop, and wait for that."""
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def restart(self) -> None:
        self.terminate()
        self.start()


def database_url() -> str:
    """The test database, as a process of its own finds it."""
    host = quote(connection.settings_dict["HOST"], safe="")
    return f"postgresql://{settings.DATABASES['default']['USER']}@{host}/{connection.settings_dict['NAME']}"


class Worker:
    """One `manage.py worker` on the test database. All it prints is kept in `log`."""

    def __init__(self, log: Path, **environ: str) -> None:
        self.log = log
        command = [sys.executable, str(ROOT / "manage.py"), "worker", "--lifeline"]
        environ = os.environ | {"DATABASE_URL": database_url()} | environ
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command, env=environ, stdin=subprocess.PIPE, stdout=file, stderr=file, start_new_session=True
            )

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def terminate(self) -> int:
        """Ask it to stop, and wait for that."""
        self.process.terminate()
        return self.process.wait(PATIENCE)
