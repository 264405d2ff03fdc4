"""Which data folder is meant, who holds it, and where its servers listen."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / ".running"


class AlreadyRunning(Exception):
    """Another `manage.py up` holds this data folder."""


def data_from_arguments(arguments: list[str]) -> list[str]:
    """Let `--data DIR` choose the data folder before the settings are read; return the other arguments.

    Without it, a command finds the one instance that runs from this checkout.
    """
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, _, value = word.partition("=")
        if name == "--data":
            os.environ["IMAGO_DATA"] = value or next(words, "")
        else:
            rest.append(word)
    if "IMAGO_DATA" not in os.environ and rest[1:2] != ["up"] and not addresses(ROOT / "data"):
        running = [folder for folder in _registered() if addresses(folder)]
        if len(running) == 1:
            os.environ["IMAGO_DATA"] = str(running[0])
    return rest


def addresses(data: Path) -> dict[str, str]:
    """Where the servers of this data folder listen: DATABASE_URL and REDIS_URL, or {} when they do not run."""
    try:
        found: dict[str, str] = json.loads((data / "run.json").read_text())
        os.kill(int(found["pid"]), 0)
    except (FileNotFoundError, ProcessLookupError):
        return {}
    except PermissionError:
        pass  # it runs, as somebody else
    return found


def publish(data: Path, found: dict[str, str]) -> None:
    """Let other commands find the servers. The file holds a password, so nobody else may read it."""
    fresh = data / "run.json.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({**found, "pid": str(os.getpid())}, file)
    fresh.replace(data / "run.json")
    folders = {folder for folder in _registered() if addresses(folder)} | {data}
    REGISTER.write_text("".join(f"{folder}\n" for folder in sorted(folders)))


def withdraw(data: Path) -> None:
    """Take back what `publish` told."""
    (data / "run.json").unlink(missing_ok=True)
    folders = [folder for folder in _registered() if addresses(folder)]
    if folders:
        REGISTER.write_text("".join(f"{folder}\n" for folder in folders))
    else:
        REGISTER.unlink(missing_ok=True)


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data folder. The system lets go of it when the process ends, however it ends."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def _registered() -> list[Path]:
    try:
        return [Path(line) for line in REGISTER.read_text().splitlines() if line]
    except FileNotFoundError:
        return []
