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


def write_mail(name: uuid.UUID, content: bytes) -> None:
    """Write a mail, or overwrite it. Raises OSError if that fails."""
    close_folder()
    files.write(mail_path(name), content)


def delete_mail_file(name: uuid.UUID) -> None:
    """Delete a mail's file."""
    with suppress(OSError):
        mail_path(name).unlink()


def delete_other_files(names: Iterable[uuid.UUID]) -> None:
    """Delete every other file, and its drafts. The names are read last, so that no new mail's file is deleted."""
    if not mail_folder().is_dir():
        return
    close_folder()
    found = [path for path in mail_folder().iterdir() if path.is_file()]
    known = {str(name) for name in names}
    for path in found:
        if path.name.removeprefix(".")[:NAME_LENGTH] not in known:
            path.unlink(missing_ok=True)


def close_folder() -> None:
    """Make the folder, closed to others; also close one that an earlier version made."""
    mail_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    mail_folder().chmod(0o700)


def mail_path(name: uuid.UUID) -> Path:
    """Return the path of a mail's file."""
    return mail_folder() / f"{name}{SUFFIX}"


def mail_folder() -> Path:
    """Return the folder of mail files."""
    return Path(settings.EMAIL_FILE_PATH)
