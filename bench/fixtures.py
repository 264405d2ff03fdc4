"""What the bench runs on: embedded servers in a temporary folder, and web processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from runtime.embedded_servers import EmbeddedServers

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def servers() -> Iterator[EmbeddedServers]:
    """PostgreSQL and Valkey as the product runs them, with Django set up on them."""
    from runtime.embedded_servers import EmbeddedServers
    from vault import keyring

    data = Path(tempfile.mkdtemp(prefix="imago-bench-"))
    running = EmbeddedServers(data)
    keys = keyring.generate_keyring()
    try:
        os.environ |= {
            **running.start(),
            "IMAGO_DATA": str(data),
            "IMAGO_SECRET_KEY": keys.secret,
            "IMAGO_MASTER_KEYS": keyring.format_masters(keys.masters),
            "IMAGO_MOVES_A_MINUTE": "1000000000",
            "DJANGO_SETTINGS_MODULE": "imago_web.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield running
    finally:
        running.stop()
        shutil.rmtree(data, ignore_errors=True)


class Web:
    """One web process, on a free port unless told otherwise. What it logs goes to `log`, or is shown."""

    def __init__(self, port: int = 0, log: IO[bytes] | None = None) -> None:
        from runtime.embedded_servers import free_port

        self.port = port = port or free_port()
        wrapper = os.environ.get("IMAGO_BENCH_WRAPPER", "").split()
        command = [*wrapper, sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=log)
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the web process doesn't start")
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def memory(self) -> int:
        """Bytes of it in memory."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def files(self) -> int:
        """Return how many files and sockets it has open."""
        return int(psutil.Process(self.process.pid).num_fds())

    def cpu(self) -> float:
        """Seconds of processor it has used."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
