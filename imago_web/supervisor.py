"""Keeps the parts of the product running, and stops them in order."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

from django.utils.translation import gettext as _

from imago_web.embedded import ROOT
from imago_web.servers import DoesNotStart

PATIENCE = 10  # seconds for a process to stop by itself
LONGEST_PAUSE = 30  # seconds between two starts of a part that keeps failing
STEADY = 20  # seconds after which a part has proved to run


class Part(Protocol):
    """Something that can be started, looked after and stopped."""

    name: str

    def start(self) -> object: ...
    def runs(self) -> bool: ...
    def stop(self) -> None: ...


class Child:
    """A command of ours in a process of its own. It ends when this process ends, however that happens."""

    def __init__(
        self, name: str, *arguments: str, environ: dict[str, str], fds: tuple[int, ...] = ()
    ) -> None:
        self.name = name
        self.command = [sys.executable, str(ROOT / "manage.py"), *arguments, "--lifeline"]
        self.environ = environ
        self.fds = fds
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: Ctrl-C is for the supervisor, which stops the parts in order.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            env={**os.environ, **self.environ},
            pass_fds=self.fds,
            start_new_session=True,
        )

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Starts the parts in the order they are given, and stops them the other way round."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.parts: list[Part] = []
        self.started: dict[str, float] = {}
        self.pause: dict[str, float] = {}

    def start(self, part: Part) -> None:
        self.parts.append(part)
        self.started[part.name] = time.monotonic()
        part.start()

    def watch(self, until: threading.Event) -> None:
        """Start again what ends, until the event."""
        while not until.wait(0.25):
            for part in self.parts:
                if not part.runs():
                    self._revive(part)

    def stop(self) -> None:
        with ExitStack() as last_first:  # it goes on when one of them fails
            for part in self.parts:
                last_first.callback(part.stop)

    def _revive(self, part: Part) -> None:
        """A part that ran well starts at once; one that keeps failing waits a little longer each time."""
        age = time.monotonic() - self.started[part.name]
        pause = 0.0 if age > STEADY else self.pause.get(part.name, 0.0)
        if age < pause:
            return
        self.pause[part.name] = min(max(1.0, 2 * pause), LONGEST_PAUSE)
        self.started[part.name] = time.monotonic()
        self.say(_("%(part)s ended. It is being started again.") % {"part": part.name})
        try:
            part.start()
        except DoesNotStart as refusal:
            self.say(str(refusal))
