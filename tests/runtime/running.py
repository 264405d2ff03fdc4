"""A real `manage.py up` in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg2

from runtime.instance import ROOT
from tests.ports import lasting_port

PATIENCE = 30  # seconds
READY = "Ctrl-C"
PARTS = ("/postgres", "/valkey-server", "serve", "worker")
OF_THE_TESTS = (
    "DATABASE_URL",
    "REDIS_URL",
    "IMAGO_DATA",
    "IMAGO_BACKUPS",
    "IMAGO_SECRET_KEY",
    "IMAGO_MASTER_KEYS",
)


class Up:
    """Starts and stops `manage.py up` and reads what it says."""

    def __init__(self, data: Path, *options: str, port: int | None = None) -> None:
        self.data = data
        self.port = port or lasting_port()
        self.options = options
        self.said = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Up:
        """Start it and wait until it says that it is ready."""
        self.process = self.popen("up", "--port", str(self.port), *self.options)
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if READY in line:
                return self
        raise AssertionError(f"It does not start:\n{self.said}")

    def popen(
        self, *arguments: str, largest_file: int | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        """Any of our commands, run as a person at the keyboard would; file size can be limited, in blocks."""
        environ = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        command = [sys.executable, str(ROOT / "manage.py"), *arguments, "--data", str(self.data)]
        bound = ["sh", "-c", f'ulimit -f {largest_file} && exec "$@"', "sh"] if largest_file else []
        return subprocess.Popen(
            [*bound, *command],
            env=environ,
            **options,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *arguments: str, **options: Any) -> tuple[int, str]:
        """Run a command to its end: its exit code and all it said."""
        process = self.popen(*arguments, **options)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def refused(self) -> str:
        """Start it in vain; return what it said."""
        code, said = self.run("up", "--port", str(self.port))
        assert code == 1, said
        assert "Traceback" not in said
        return said

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C, and wait for the end."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.said += self.process.communicate(timeout=PATIENCE)[0]
        return self.process.returncode

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def health(self) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}/healthz")

    def published(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.data / "run.json").read_text())
        return found

    def parts(self) -> dict[str, psutil.Process]:
        """All that runs for this data folder, by name, whoever started it."""
        found = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                words = process.cmdline()
                name = next((name for name in PARTS if any(word.endswith(name) for word in words[:3])), None)
                if "--front-door" in words:
                    name = "front-door"
                if name and (str(self.data) in " ".join(words) or self.data == data_of(process)):
                    found[name] = process
        return found


def data_of(process: psutil.Process) -> Path:
    return Path(process.environ().get("IMAGO_DATA", "/nowhere"))


def until(condition: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait for what must come."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It never came."
        time.sleep(0.05)


def write_something(up: Up, words: str) -> None:
    with psycopg2.connect(up.published()["DATABASE_URL"]) as database, database.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        cursor.execute("INSERT INTO kept VALUES (%s)", [words])


def what_is_kept(up: Up) -> list[str]:
    with psycopg2.connect(up.published()["DATABASE_URL"]) as database, database.cursor() as cursor:
        cursor.execute("SELECT words FROM kept")
        return [words for (words,) in cursor.fetchall()]
