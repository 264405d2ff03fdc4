"""Reads a backup to its end before anything is restored, and says why one can't be restored here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from backups import backup_keys, tables
from backups.archive import DATA, FORMAT, KEYS, ArchiveHeader, ArchiveReader
from backups.encryption import BackupRefused, Damaged, WrongIdentity, decrypt_lines
from backups.models import BackupKey
from core.version import VERSION


@dataclass(frozen=True)
class Backup:
    """The two files of a backup, checked to be complete, a pair and of this version, and what opens each."""

    data: Path
    keys: Path
    data_identities: Sequence[Identity]
    keys_identities: Sequence[Identity]
    data_taken_at: datetime
    keys_taken_at: datetime


def inspect_backup(data: Path, keys: Path, identities: Sequence[Identity]) -> Backup:
    """Read a backup to its end before changing anything. Raises BackupRefused if it can't be restored here."""
    keys_header, encrypted_keys = inspect_file(keys, KEYS, identities)
    data_identities = list(backup_keys.decrypt_identities(encrypted_keys, identities))
    try:
        data_header, _keys = inspect_file(data, DATA, data_identities)
    except WrongIdentity:
        raise BackupRefused(describe_wrong_key_store(data, keys)) from None
    if keys_header.taken_at < data_header.taken_at:
        raise BackupRefused(
            _("This key store is older than the data. Use the one made with it, or a later one.")
        )
    return Backup(data, keys, data_identities, identities, data_header.taken_at, keys_header.taken_at)


def inspect_file(path: Path, kind: str, identities: Sequence[Identity]) -> tuple[ArchiveHeader, list[bytes]]:
    """Return a file's header, and the encrypted keys of data files in it (none in a data file)."""
    encrypted_keys: list[bytes] = []
    with decrypt_lines(path, identities) as read_line:
        archive = ArchiveReader(read_line)
        check_header(archive.header, kind)
        for part in archive.parts():
            while row := part.read():
                if part.table == BackupKey._meta.db_table:
                    encrypted_keys.append(part.blob(row, "identity"))
    return archive.header, encrypted_keys


def describe_wrong_key_store(data: Path, keys: Path) -> str:
    """Return the message that the key store doesn't open the data."""
    return _(
        "%(keys)s doesn't open %(data)s. Use the key store made with it, or one from the days after."
    ) % {"keys": keys, "data": data}


def check_header(header: ArchiveHeader, kind: str) -> None:
    """Raises BackupRefused or Damaged unless this version can read the file."""
    if header.imago != kind:
        raise Damaged
    in_backup, applied = set(header.migrations), set(tables.applied_migrations())
    if header.format != FORMAT or in_backup != applied:
        raise BackupRefused(
            describe_other_version(header) or describe_differing_migrations(in_backup, applied)
        )


def describe_other_version(header: ArchiveHeader) -> str:
    """Return a message that says which version restores a backup, or "" if its header doesn't."""
    if is_newer(header.version):
        sentence = _(
            "This backup was made by imago %(version)s, but this is only %(this)s. Get version %(version)s,"
            " then try again."
        )
    elif header.version and header.version != VERSION:
        sentence = _(
            "This backup was made by imago %(version)s, but this is %(this)s. Restore it with version %(version)s,"
            " then update."
        )
    elif header.before:
        sentence = _(
            "This backup was made just before the update to imago %(before)s. Restore it with the version you had"
            " before, then update."
        )
    else:
        return ""
    return sentence % {"version": header.version, "this": VERSION, "before": header.before}


def is_newer(version: str) -> bool:
    """Return whether a version is newer than this one."""
    numbers, ours = ([int(number) for number in re.findall(r"\d+", one)] for one in (version, VERSION))
    return numbers > ours


def describe_differing_migrations(in_backup: set[str], applied: set[str]) -> str:
    """Return a message that names the differing migrations, if any."""
    if in_backup == applied:
        return _("This backup was made by another version of imago. Restore it with that version.")
    names = ", ".join(
        [
            *(f"+{name}" for name in sorted(in_backup - applied)),
            *(f"-{name}" for name in sorted(applied - in_backup)),
        ]
    )
    return _(
        "This backup was made by another version of imago. Restore it with that version, then update."
        " Differing migrations (+ only in the backup, - only here): %(names)s."
    ) % {"names": names}
