"""Pins everything that the bench starts to some of the cores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil


@contextmanager
def limited(cores: int, daemon: psutil.Process | None) -> Iterator[None]:
    """Pin this process, its children and a daemon to so many cores, within the block."""
    all_cores = psutil.Process().cpu_affinity()
    keep_on(all_cores[:cores], daemon)
    try:
        yield
    finally:
        keep_on(all_cores, daemon)


def keep_on(cores: list[int], daemon: psutil.Process | None) -> None:
    """Pin both to these cores."""
    for parent in filter(None, (psutil.Process(), daemon)):
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.Error):
                process.cpu_affinity(cores)
