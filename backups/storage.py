"""Folders of backups: file names, the newest, expiry, and files that are complete or absent."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from backups.encryption import BackupRefused
from vault.files import atomic_write, fsync_folder

NAME = re.compile(r"imago-(data|keys)-(\d{8}T\d{6}\.\d{6}Z)\.age")
TIME = "%Y%m%dT%H%M%S.%fZ"
DATA_FOLDER, KEYS_FOLDER = "data", "keys"  # below the folder of automatic copies
LEAST_LEFT = 200 * 1024 * 1024  # bytes that such a copy leaves free
PARTIAL_FILE_TTL = 24 * 60 * 60  # seconds; no backup takes longer to write


def check_folders(data: Path, keys: Path, home: Path) -> None:
    """Raises BackupRefused unless both folders exist, apart from each other and outside the data folder."""
    for folder in (data, keys):
        if not folder.is_dir():
            raise BackupRefused(_("There is no folder %(folder)s. Is its disk mounted?") % {"folder": folder})
        if is_inside(folder, home):
            raise BackupRefused(
                _("%(folder)s is inside imago's data folder. Choose a folder on another disk.")
                % {"folder": folder}
            )
    if is_inside(data, keys) or is_inside(keys, data):
        raise BackupRefused(
            _("The data and the key store must be kept apart. Choose two folders, neither inside the other.")
        )


def is_inside(folder: Path, other: Path) -> bool:
    """Return whether a folder is inside another."""
    return folder.resolve().is_relative_to(other.resolve())


def backup_path(folder: Path, kind: str, at: datetime) -> Path:
    """Return the path of a backup."""
    return folder / f"imago-{kind}-{at.astimezone(UTC):{TIME}}.age"


def list_backups(folder: Path, kind: str) -> list[tuple[datetime, Path]]:
    """Return a folder's backups of a kind, newest last. Other files are ignored."""
    names = ((NAME.fullmatch(path.name), path) for path in folder.iterdir() if path.is_file())
    backups = [(name[2], path) for name, path in names if name and name[1] == kind]
    return sorted((datetime.strptime(at, TIME).replace(tzinfo=UTC), path) for at, path in backups)


def choose_backup(path: Path, kind: str) -> Path:
    """Return a file, or the newest in a folder. Raises BackupRefused if there is none, or it is of the other kind."""
    if path.is_file():
        name = NAME.fullmatch(path.name)
        if name and name[1] != kind:
            raise BackupRefused(
                _("Name the data (imago-data-...) first, then the key store (imago-keys-...).")
            )
        return path
    backups = list_backups(path, kind) if path.is_dir() else []
    if not backups:
        raise BackupRefused(_("There is no backup at %(path)s.") % {"path": path})
    return backups[-1][1]


def delete_expired(folder: Path, kind: str, before: datetime) -> int:
    """Delete backups of a kind made before `before`, but never the newest. Returns how many."""
    old = [path for at, path in list_backups(folder, kind)[:-1] if at < before]
    for path in old:
        path.unlink()
    fsync_folder(folder)
    return len(old)


@contextmanager
def write_complete(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that gets its name once it is complete on disk. Raises BackupRefused."""
    try:
        delete_partial_files(path.parent)
        with atomic_write(path) as file:
            yield file
    except OSError as fault:
        raise BackupRefused(_("The backup couldn't be written: %(fault)s.") % {"fault": fault}) from fault


def delete_partial_files(folder: Path, older_than: float = PARTIAL_FILE_TTL) -> None:
    """Delete files that killed backups left behind, if they're at least `older_than` seconds old."""
    for path in folder.glob(".imago-*.part"):
        if path.stat().st_mtime <= time.time() - older_than:
            path.unlink(missing_ok=True)


def prepare_folders(top: Path, home: Path, *below: str) -> tuple[Path, Path]:
    """Return the folders for data and key stores below `top`, which is made if it's in the data folder.

    Any other folder has to exist already: if it doesn't, its disk may not be mounted. Raises BackupRefused.
    """
    if not top.is_dir() and not is_inside(top, home):
        raise BackupRefused(
            _("There's no folder %(folder)s. Create it, or mount its disk.") % {"folder": top}
        )
    folders = top.joinpath(*below, DATA_FOLDER), top.joinpath(*below, KEYS_FOLDER)
    try:
        for folder in folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise BackupRefused(
            _(
                "imago can't write to %(folder)s (%(reason)s). That folder has to belong to the user who runs imago."
            )
            % {"folder": top, "reason": fault.strerror}
        ) from fault
    return folders


def check_room(folder: Path, size: int) -> None:
    """Raises BackupRefused if a copy of so many bytes would fill the disk, which the database may need too."""
    free = shutil.disk_usage(folder).free
    if free < size + LEAST_LEFT:
        raise BackupRefused(
            _("There's no room for a copy in %(folder)s: it may need %(size)s, and only %(free)s is free.")
            % {"folder": folder, "size": filesizeformat(size), "free": filesizeformat(free)}
        )
