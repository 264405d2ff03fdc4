"""Which data folder is meant, who holds it, and where its servers listen."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shlex
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from vault import files

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / ".running"
OURS = {"keys", "postgres", "lock", "backups"}  # one of these is in every data folder
IN_ANY_FOLDER = {"lost+found"}  # and hidden files
LOOKED_AT = 0.5  # seconds that a command may hold the lock, at most, to see who has it


class AlreadyRunning(Exception):
    """Another `manage.py up` holds this data folder."""


class UnusableDataFolder(Exception):
    """The data folder can't be used as it is; the message is user-facing."""


def take_data_option(arguments: list[str]) -> list[str]:
    """Let `--data DIR` choose the data folder before the settings are read; return the other arguments.

    Without it, a command finds the one instance that runs from this checkout.
    """
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, _, value = word.partition("=")
        if name == "--data":
            os.environ["IMAGO_DATA"] = value or next(words, "") or sys.exit("--data needs a folder.")
        else:
            rest.append(word)
    if "IMAGO_DATA" not in os.environ and rest[1:2] != ["up"] and not server_urls(ROOT / "data"):
        running = [folder for folder in _registered() if server_urls(folder)]
        if len(running) == 1:
            os.environ["IMAGO_DATA"] = str(running[0])
    return rest


def is_named_by_option(data: Path) -> bool:
    """Whether `--data` named this folder, so that other commands can't find it by themselves."""
    return data != ROOT / "data" and any(word.partition("=")[0] == "--data" for word in sys.argv)


def server_urls(data: Path) -> dict[str, str]:
    """Return DATABASE_URL and REDIS_URL of this data folder's servers; {} if they aren't running."""
    return files.read_json(data / "run.json") if is_locked(data) else {}


def is_locked(data: Path) -> bool:
    """Whether an `up` is using this folder. Tries the lock, because a pid may belong to another process by now."""
    try:
        with (data / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (OSError, ValueError):  # missing, or not readable by us
        pass
    return False


def publish_server_urls(data: Path, found: dict[str, str]) -> bool:
    """Let other commands find the servers. Returns whether they can do so without --data.

    The file holds a password, so only we may read it.
    """
    files.write(data / "run.json", json.dumps(found))
    return _update_register(lambda folders: folders | {data})


def unpublish_server_urls(data: Path) -> None:
    """Undo `publish_server_urls`."""
    (data / "run.json").unlink(missing_ok=True)
    _update_register(lambda folders: folders - {data})


@contextmanager
def lock_data_folder(data: Path) -> Iterator[None]:
    """Lock the data folder. The system releases the lock when the process ends, however it ends.

    Raises AlreadyRunning, or UnusableDataFolder if the folder isn't ours alone.
    """
    make_private(data)
    with open(os.open(data / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as lock:
        patient_until = time.monotonic() + LOOKED_AT
        while not _locked(lock.fileno()):
            if time.monotonic() > patient_until:
                raise AlreadyRunning
            time.sleep(0.02)
        (data / "run.json").unlink(missing_ok=True)  # left by a run that was killed
        yield


def make_private(data: Path) -> None:
    """Make the data folder, or close it to others. No other folder is changed."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = data.stat()
    if found.st_uid != os.geteuid():
        sentence = _(
            "%(folder)s belongs to %(user)s. Start imago as %(user)s (sudo -u %(user)s ...), or choose another"
            " folder with --data."
        )
        raise UnusableDataFolder(sentence % {"folder": data, "user": _name_of(found.st_uid)})
    names = {path.name for path in data.iterdir() if not path.name.startswith(".")} - IN_ANY_FOLDER
    if names and not names & OURS:
        sentence = _(
            "%(folder)s holds other files. Give imago a folder of its own, for example: --data %(own)s"
        )
        raise UnusableDataFolder(sentence % {"folder": data, "own": shlex.quote(str(data / "imago"))})
    if stat.S_IMODE(found.st_mode) & 0o077:
        data.chmod(0o700)


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _registered() -> list[Path]:
    return [Path(line) for line in files.read(REGISTER).splitlines() if line]


def _update_register(change: Callable[[set[Path]], set[Path]]) -> bool:
    """Register the folders in use. Returns False if the code's own folder isn't writable.

    One instance at a time, so that two that start together both stay in it.
    """
    checkout = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(checkout, fcntl.LOCK_EX)
        folders = change({folder for folder in _registered() if is_locked(folder)})
        if folders:
            files.write(REGISTER, "".join(f"{folder}\n" for folder in sorted(folders)))
        else:
            REGISTER.unlink(missing_ok=True)
    except OSError:
        return False
    finally:
        os.close(checkout)
    return True
