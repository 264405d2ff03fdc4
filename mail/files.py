"""Mails as files when there is no mail server: readable only by the data folder's owner, and kept for a day."""

from __future__ import annotations

import os
import uuid
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from django.conf import settings

SUFFIX = ".eml"


def write(name: uuid.UUID, content: bytes) -> None:
    """Write a mail, or overwrite it. Raises OSError if that fails."""
    path = path_of(name)
    close_folder()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def remove(name: uuid.UUID) -> None:
    with suppress(OSError):
        path_of(name).unlink()


def keep_only(names: Collection[uuid.UUID]) -> None:
    """Delete every other file."""
    kept = {f"{name}{SUFFIX}" for name in names}
    if folder().is_dir():
        close_folder()
        for path in folder().iterdir():
            if path.name not in kept and path.is_file():
                path.unlink(missing_ok=True)


def close_folder() -> None:
    """Make the folder, closed to others; also close one that an earlier version made."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder().chmod(0o700)


def path_of(name: uuid.UUID) -> Path:
    return folder() / f"{name}{SUFFIX}"


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
