"""Streams files encrypted with age, with little in memory and no plaintext on disk.

Writing needs a recipient, which is public. Reading needs its identity, which isn't stored on the server.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity, Recipient

FAST_COMPRESSION = 1  # sealed text doesn't compress; this only makes up for COPY's hexadecimal digits


class BackupRefused(Exception):
    """The backup or restore can't go on; the message is user-facing."""


class WrongIdentity(BackupRefused):
    """The file was encrypted for another identity."""


class Damaged(Exception):
    """The content is truncated, or isn't a backup of imago."""


@contextmanager
def encrypt_to(file: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """Yield a file whose content is compressed and encrypted into `file`."""
    inlet, outlet = open_pipe()
    with ThreadPoolExecutor(1) as executor:
        encryption = executor.submit(close_after, inlet, lambda: pyrage.encrypt_io(inlet, file, recipients))
        try:
            with (
                outlet,
                GzipFile(fileobj=outlet, mode="wb", compresslevel=FAST_COMPRESSION, mtime=0) as compressed,
            ):
                yield compressed  # type: ignore[misc]
        finally:
            if fault := encryption.exception():
                raise BackupRefused(
                    _("The backup couldn't be written: %(fault)s.") % {"fault": fault}
                ) from fault


@contextmanager
def decrypt_lines(path: Path, identities: Sequence[Identity]) -> Iterator[Callable[[], bytes]]:
    """Yield a function that returns the next line; b"" at the end, or where the file is damaged.

    If the reader raises Damaged, the reason is raised as BackupRefused.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise BackupRefused(_("%(file)s can't be read.") % {"file": path}) from None
    inlet, outlet = open_pipe()
    with file, ThreadPoolExecutor(1) as executor:
        decryption = executor.submit(close_after, outlet, lambda: pyrage.decrypt_io(file, outlet, identities))
        try:
            with inlet, GzipFile(fileobj=inlet) as decompressed:
                yield line_reader(io.BufferedReader(decompressed))
        except Damaged:
            raise explain_failure(path, decryption.exception()) from None
        if decryption.exception():
            raise explain_failure(path, decryption.exception())


def open_pipe() -> tuple[BinaryIO, BinaryIO]:
    """Return the two ends of a pipe as files."""
    inlet, outlet = os.pipe()
    return os.fdopen(inlet, "rb"), os.fdopen(outlet, "wb")


def close_after(end: BinaryIO, work: Callable[[], None]) -> None:
    """Do the work, then close this end of the pipe, so that the other end doesn't block."""
    with end:
        work()


def line_reader(file: BinaryIO) -> Callable[[], bytes]:
    """Return a function that reads the next line."""

    def line() -> bytes:
        try:
            return file.readline()
        except (EOFError, OSError, zlib.error):
            return b""

    return line


def explain_failure(path: Path, fault: BaseException | None) -> BackupRefused:
    """Return the reason why a file can't be read."""
    names = {"file": path}
    if isinstance(fault, pyrage.DecryptError) and "No matching keys" in str(fault):
        sentence = _("%(file)s was not encrypted for this identity. Use the identity it was encrypted for.")
        return WrongIdentity(sentence % names)
    if isinstance(fault, pyrage.DecryptError) or fault is None:
        return BackupRefused(_("%(file)s isn't a backup of imago, or its beginning is damaged.") % names)
    return BackupRefused(_("%(file)s is damaged or incomplete. Use another copy.") % names)


def parse_recipients(values: Sequence[str]) -> list[Recipient]:
    """Return the recipients. Raises BackupRefused if one is malformed."""
    try:
        return [Recipient.from_str(value) for value in values]
    except pyrage.RecipientError:
        raise BackupRefused(
            _("A recipient begins with “age1”. `manage.py backup_key` creates one.")
        ) from None


def read_identities(path: Path) -> list[Identity]:
    """Return the identities in a file. Raises BackupRefused if there are none."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines() if not line.startswith("#")]
        identities = [Identity.from_str(line) for line in lines if line]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        identities = []
    if not identities:
        raise BackupRefused(
            _("There is no identity in %(file)s. An identity is a line that begins with “AGE-SECRET-KEY”.")
            % {"file": path}
        )
    return identities
