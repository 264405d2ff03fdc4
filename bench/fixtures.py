"""The bench's own house: embedded servers in a folder that is thrown away, one web process, couples ready to talk."""

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

import psutil

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def servers() -> Iterator[None]:
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
        yield
    finally:
        running.stop()
        shutil.rmtree(data, ignore_errors=True)


class Web:
    """One web process."""

    def __init__(self, port: int) -> None:
        self.port = port
        wrapper = os.environ.get("IMAGO_BENCH_WRAPPER", "").split()
        command = [*wrapper, sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        deadline = time.monotonic() + 30
        while not self.answers() and time.monotonic() < deadline:
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

    def cpu(self) -> float:
        """Seconds of processor it has used."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def couples(number: int) -> list[tuple[str, tuple[str, str]]]:
    """Couples at the first `send` of a dialogue: its id, and both session cookies."""
    from dataclasses import replace

    from dialogues.models import Dialogue, to_snapshot
    from dialogues.protocol import first_state
    from dialogues.protocol.kinds import KINDS
    from tests.dialogues.dialogue_driver import Talk
    from tests.factories import pair, person

    ready = []
    for _ in range(number):
        couples.made = getattr(couples, "made", 0) + 1  # type: ignore[attr-defined]
        names = [f"{name}{couples.made}" for name in ("Ana", "Ben")]  # type: ignore[attr-defined]
        couple = pair(*(person(name) for name in names))
        talk = Talk(*(partner.user for partner in couple.partners.order_by("slot")))
        at = to_snapshot(replace(first_state(KINDS["intentional"]), step="sending"))
        Dialogue.objects.filter(pk=talk.pk).update(version=3, snapshot=at)
        ready.append(
            (str(talk.pk), (talk.credentials["ana"].session_key, talk.credentials["ben"].session_key))
        )
    return ready
