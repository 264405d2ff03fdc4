"""Mails as files when there is no mail server: readable only by the data folder's owner, and kept for a day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from vault import files

SUFFIX = ".eml"
NAME_LENGTH = len(str(uuid.UUID(int=0)))


def write(name: uuid.UUID, content: bytes) -> None:
    """Write a mail, or overwrite it. Raises OSError if that fails."""
    close_folder()
    files.write(path_of(name), content)


def remove(name: uuid.UUID) -> None:
    with suppress(OSError):
        path_of(name).unlink()


def keep_only(names: Iterable[uuid.UUID]) -> None:
    """Delete every other file, and its drafts. The names are read last, so that no new mail's file is deleted."""
    if not folder().is_dir():
        return
    close_folder()
    found = [path for path in folder().iterdir() if path.is_file()]
    known = {str(name) for name in names}
    for path in found:
        if path.name.removeprefix(".")[:NAME_LENGTH] not in known:
            path.unlink(missing_ok=True)


def close_folder() -> None:
    """Make the folder, closed to others; also close one that an earlier version made."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder().chmod(0o700)


def path_of(name: uuid.UUID) -> Path:
    return folder() / f"{name}{SUFFIX}"


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)
