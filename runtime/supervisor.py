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
from runtime.processes import DoesNotStart, Health, end, refused

PATIENCE = 10  # seconds for a process to stop by itself
LONGEST_PAUSE = 30  # seconds between two starts of a part that keeps failing
STEADY = 20  # seconds after which a part has proved to run
ASKED_EVERY = 2.0  # seconds
SILENCES = 3  # in a row, each with a generous timeout: the part hangs, and isn't just slow


class Stopping(Protocol):
    """Tells when to stop: `wait` returns True then, and False after so many seconds."""

    def wait(self, seconds: float, /) -> bool: ...


class Part(Protocol):
    """Something that can be started, looked after and stopped."""

    name: str

    def start(self) -> object: ...
    def runs(self) -> bool: ...
    def health(self) -> Health: ...
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

    def health(self) -> Health:
        return Health.ANSWERS

    def stop(self) -> None:
        if self.process:
            end(self.process, PATIENCE)


class Watched:
    """A part, and what is known about its health."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.started = time.monotonic()
        self.ask_at = self.started + ASKED_EVERY
        self.silences = 0
        self.pause = 0.0
        self.failed = False  # to start again
        self.told: set[str] = set()  # messages since it was last known to be running

    def trouble(self) -> str:
        """Returns what is wrong with the part, or ""."""
        if not self.part.runs():
            return _("%(part)s stopped. Restarting it.") % {"part": self.part.name}
        if time.monotonic() < self.ask_at:
            return ""
        if time.monotonic() > self.started + STEADY:
            self.pause = 0.0
            self.told.clear()
        health = self.part.health()
        self.ask_at = time.monotonic() + ASKED_EVERY
        self.silences = self.silences + 1 if health is Health.SILENT else 0
        if health is Health.CLOSING or self.silences >= SILENCES:
            return _("%(part)s doesn't answer. Restarting it.") % {"part": self.part.name}
        return ""

    def may_start(self) -> bool:
        """Whether to restart it yet: at once if it ran well, after growing pauses if it keeps failing."""
        return time.monotonic() >= self.started + self.pause

    def start(self) -> str:
        """Restart it. Returns why it doesn't start, or ""."""
        self.pause = min(max(1.0, 2 * self.pause), LONGEST_PAUSE)
        self.silences = 0
        try:
            self.part.start()
        except DoesNotStart as refusal:
            return str(refusal)
        except OSError as error:
            return refused(error)
        finally:
            self.started = time.monotonic()
            self.ask_at = self.started + ASKED_EVERY
        return ""


class Supervisor:
    """Starts the parts in the order they are given, and stops them the other way round."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.parts: list[Watched] = []

    def start(self, part: Part) -> None:
        self.parts.append(Watched(part))
        part.start()

    def watch(self, until: Stopping) -> None:
        """Restart parts that end or hang, until it is time to stop."""
        while not until.wait(0.25):
            for one in self.parts:
                if (trouble := one.trouble()) and one.may_start():
                    self._revive(one, trouble)

    def stop(self) -> None:
        with ExitStack() as last_first:  # it goes on when one of them fails
            for one in self.parts:
                last_first.callback(one.part.stop)

    def _revive(self, one: Watched, trouble: str) -> None:
        """Say once what is wrong, and once when it's over."""
        self._say(one, trouble)
        if refusal := one.start():
            self._say(one, refusal)
            one.failed = True
        elif one.failed:
            one.failed = False
            self.say(_("%(part)s runs again.") % {"part": one.part.name})

    def _say(self, one: Watched, sentence: str) -> None:
        if sentence not in one.told:
            one.told.add(sentence)
            self.say(sentence)
