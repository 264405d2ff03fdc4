"""What all processes of a test run need, and one of them makes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = "IMAGO_TESTS_SHARED"  # the folder for it


def shared_folder() -> Path:
    return Path(os.environ[SHARED])


@contextmanager
def made_once(name: str) -> Iterator[bool]:
    """Whether it falls to this process to make something; the others wait until it's there."""
    made = shared_folder() / f"{name}.made"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not made.exists()
        made.touch()
