"""A data folder to run in, and the certainty that nothing runs on after the test."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from runtime.embedded_servers import EmbeddedServers
from tests.runtime.running import Up, write_something
from tests.shared import made_once, shared_folder
from vault.models import Process


@pytest.fixture
def no_servers(db: None) -> None:
    """As if no other test's server had just started on this database."""
    Process._default_manager.all().delete()


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder with a space in its name, as people have them."""
    folder = Path(tempfile.mkdtemp(prefix="imago up "))
    try:
        yield folder / "data"
    finally:
        EmbeddedServers(folder / "data").stop()
        shutil.rmtree(folder)


@cache
def first_start() -> Path:
    """A data folder in which it ran once. A copy of it starts in a third of the time."""
    folder = shared_folder() / "imago up" / "data"
    with made_once("first-start") as is_mine:
        if is_mine:
            folder.parent.mkdir(exist_ok=True)
            told = live_once(Up(folder))
            folder.with_name("told.json").write_text(json.dumps(told))
    return folder


def live_once(up: Up) -> dict[str, Any]:
    """What a start, something written and a stop look like from outside."""
    health = up.start().health().json()
    parts = sorted(up.parts())
    write_something(up, "from the first day")
    code = up.stop()
    return {
        "said": up.said,
        "port": up.port,
        "health": health,
        "parts": parts,
        "code": code,
        "left": sorted(up.parts()),
        "files": sorted(path.name for path in up.data.iterdir()),
    }


@pytest.fixture
def first_day() -> dict[str, Any]:
    """What was seen of it where it had never run."""
    found: dict[str, Any] = json.loads(first_start().with_name("told.json").read_text())
    return found


@contextmanager
def used_folder() -> Iterator[Path]:
    with empty_folder() as folder:
        subprocess.run(["cp", "-a", first_start(), folder], check=True)
        yield folder


@pytest.fixture
def data() -> Iterator[Path]:
    with empty_folder() as folder:
        yield folder


@pytest.fixture
def used() -> Iterator[Path]:
    with used_folder() as folder:
        yield folder


@contextmanager
def starting(folder: Path) -> Iterator[Callable[..., Up]]:
    """What starts `manage.py up` in this folder."""
    started: list[Up] = []

    def start(*options: str) -> Up:
        started.append(Up(folder, *options))
        return started[-1].start()

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def up(used: Path) -> Iterator[Callable[..., Up]]:
    """Starts it where it ran before."""
    with starting(used) as start:
        yield start


@pytest.fixture(scope="module")
def running() -> Iterator[Up]:
    """One that runs already, for tests that leave it as they found it."""
    with used_folder() as folder, pytest.MonkeyPatch.context() as environ:
        environ.setenv("IMAGO_MINUTE", "10")  # nobody waits a whole one for the first task
        one = Up(folder).start()
        environ.undo()
        yield one
        one.stop()
