"""Keeps the parts of the product running, and stops them in order."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

from django.utils.translation import gettext as _

from runtime.instance import ROOT
from runtime.processes import Health, StartError, describe_os_error, terminate

STOP_TIMEOUT = 10  # seconds for a process to stop by itself
MAX_RESTART_DELAY = 30  # seconds between two starts of a part that keeps failing
STABLE_AFTER = 20  # seconds after which a part has proved to run
PROBE_INTERVAL = 2.0  # seconds
MAX_SILENCES = 3  # in a row, each with a generous timeout: the part hangs, and isn't just slow


class StopSignal(Protocol):
    """Tells when to stop: `wait` returns True then, and False after so many seconds."""

    def wait(self, seconds: float, /) -> bool: ...


class ManagedProcess(Protocol):
    """Something that can be started, looked after and stopped."""

    name: str

    def start(self) -> object: ...
    def is_running(self) -> bool: ...
    def health(self) -> Health: ...
    def stop(self) -> None: ...


class ChildProcess:
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

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def health(self) -> Health:
        return Health.ANSWERS

    def stop(self) -> None:
        if self.process:
            terminate(self.process, STOP_TIMEOUT)


class MonitoredProcess:
    """A part, and what is known about its health."""

    def __init__(self, part: ManagedProcess) -> None:
        self.part = part
        self.started = time.monotonic()
        self.probe_at = self.started + PROBE_INTERVAL
        self.silences = 0
        self.pause = 0.0
        self.failed = False  # to start again
        self.reported: set[str] = set()  # messages since it was last known to be running

    def problem(self) -> str:
        """Returns what is wrong with the part, or ""."""
        if not self.part.is_running():
            return _("%(part)s stopped. Restarting it.") % {"part": self.part.name}
        if time.monotonic() < self.probe_at:
            return ""
        if time.monotonic() > self.started + STABLE_AFTER:
            self.pause = 0.0
            self.reported.clear()
        health = self.part.health()
        self.probe_at = time.monotonic() + PROBE_INTERVAL
        self.silences = self.silences + 1 if health is Health.SILENT else 0
        if health is Health.CLOSING or self.silences >= MAX_SILENCES:
            return _("%(part)s isn't responding. Restarting it.") % {"part": self.part.name}
        return ""

    def may_start(self) -> bool:
        """Whether to restart it yet: at once if it ran well, after growing pauses if it keeps failing."""
        return time.monotonic() >= self.started + self.pause

    def start(self) -> str:
        """Restart it. Returns why it doesn't start, or ""."""
        self.pause = min(max(1.0, 2 * self.pause), MAX_RESTART_DELAY)
        self.silences = 0
        try:
            self.part.start()
        except StartError as refusal:
            return str(refusal)
        except OSError as error:
            return describe_os_error(error)
        finally:
            self.started = time.monotonic()
            self.probe_at = self.started + PROBE_INTERVAL
        return ""


class Supervisor:
    """Starts the parts in the order they are given, and stops them the other way round."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.parts: list[MonitoredProcess] = []

    def start(self, part: ManagedProcess) -> None:
        self.parts.append(MonitoredProcess(part))
        part.start()

    def watch(self, until: StopSignal) -> None:
        """Restart parts that end or hang, until it is time to stop."""
        while not until.wait(0.25):
            for monitored in self.parts:
                if (problem := monitored.problem()) and monitored.may_start():
                    self._restart(monitored, problem)

    def stop(self) -> None:
        with ExitStack() as last_first:  # it goes on when one of them fails
            for monitored in self.parts:
                last_first.callback(monitored.part.stop)

    def _restart(self, monitored: MonitoredProcess, problem: str) -> None:
        """Say once what is wrong, and once when it's over."""
        self._say(monitored, problem)
        if refusal := monitored.start():
            self._say(monitored, refusal)
            monitored.failed = True
        elif monitored.failed:
            monitored.failed = False
            self.say(_("%(part)s is running again.") % {"part": monitored.part.name})

    def _say(self, monitored: MonitoredProcess, sentence: str) -> None:
        if sentence not in monitored.reported:
            monitored.reported.add(sentence)
            self.say(sentence)
