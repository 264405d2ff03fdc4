"""A data folder to run in, and the certainty that nothing runs on after the test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runtime.embedded_servers import EmbeddedServers
from tests.runtime.running import Up


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder with a space in its name, as people have them."""
    folder = Path(tempfile.mkdtemp(prefix="imago up "))
    try:
        yield folder / "data"
    finally:
        EmbeddedServers(folder / "data").stop()
        shutil.rmtree(folder)


@pytest.fixture
def data() -> Iterator[Path]:
    with empty_folder() as folder:
        yield folder


@pytest.fixture
def up(data: Path) -> Iterator[Callable[..., Up]]:
    """Starts `manage.py up` in the data folder."""
    started: list[Up] = []

    def start(*options: str) -> Up:
        started.append(Up(data, *options))
        return started[-1].start()

    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="module")
def running() -> Iterator[Up]:
    """One that runs already, for tests that leave it as they found it."""
    with empty_folder() as folder:
        one = Up(folder).start()
        yield one
        one.stop()
