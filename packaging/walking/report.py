"""What a walk prints: seconds and megabytes of each step, and what was asked of the person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from walking.shell import run


class Report:
    """Prints each step as it ends."""

    def __init__(self, title: str) -> None:
        self.asked: list[str] = []
        print(f"\n{title}", flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        began = time.monotonic()
        yield
        print(f"  {time.monotonic() - began:7.1f} s   {name}", flush=True)

    def size(self, name: str, megabytes: int) -> None:
        """Print how much something takes on the disk."""
        print(f"  {megabytes:6d} MB   {name}", flush=True)

    def note(self, line: str) -> None:
        """Print what a command said."""
        print(f"              {line}", flush=True)

    def ask(self, what: str) -> None:
        """Remember what the person had to do or to know."""
        self.asked.append(what)

    def end(self) -> None:
        """Print what was asked of the person."""
        print("  Asked of the person:", *(f"    - {what}" for what in self.asked), sep="\n", flush=True)


def megabytes(folder: Path) -> int:
    """Returns what a folder takes on the disk."""
    return int(run("du", "--one-file-system", "--summarize", "--block-size=1M", str(folder)).split()[0])
