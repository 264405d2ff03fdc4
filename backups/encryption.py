"""Files encrypted with age, streamed: only a few pages are in memory, and no plaintext is on disk.

Writing takes a recipient, which is public. Reading takes the identity, which the server doesn't keep.
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

FAST_COMPRESSION = 1  # sealed words do not get smaller; it undoes that they are written as hexadecimal digits


class BackupRefused(Exception):
    """The backup or restore can't go on; the message is user-facing."""


class WrongIdentity(BackupRefused):
    """The file was encrypted for another identity."""


class Damaged(Exception):
    """What was read is cut off, or isn't ours."""


@contextmanager
def encrypt_to(file: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """Yield a file whose content is compressed and encrypted into `file`."""
    inlet, outlet = open_pipe()
    with ThreadPoolExecutor(1) as helper:
        done = helper.submit(close_after, inlet, lambda: pyrage.encrypt_io(inlet, file, recipients))
        try:
            with (
                outlet,
                GzipFile(fileobj=outlet, mode="wb", compresslevel=FAST_COMPRESSION, mtime=0) as packed,
            ):
                yield packed  # type: ignore[misc]
        finally:
            if fault := done.exception():
                raise BackupRefused(
                    _("The backup couldn't be written: %(fault)s.") % {"fault": fault}
                ) from fault


@contextmanager
def decrypt_lines(path: Path, identities: Sequence[Identity]) -> Iterator[Callable[[], bytes]]:
    """Yield a function that returns the next line; b"" at the end, or where the file can't be read on.

    If the reader raises Damaged, the reason is raised as BackupRefused.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise BackupRefused(_("%(file)s cannot be read.") % {"file": path}) from None
    inlet, outlet = open_pipe()
    with file, ThreadPoolExecutor(1) as helper:
        done = helper.submit(close_after, outlet, lambda: pyrage.decrypt_io(file, outlet, identities))
        try:
            with inlet, GzipFile(fileobj=inlet) as packed:
                yield line_reader(io.BufferedReader(packed))
        except Damaged:
            raise explain_failure(path, done.exception()) from None
        if done.exception():
            raise explain_failure(path, done.exception())


def open_pipe() -> tuple[BinaryIO, BinaryIO]:
    """Return the two ends of a pipe as files."""
    inlet, outlet = os.pipe()
    return os.fdopen(inlet, "rb"), os.fdopen(outlet, "wb")


def close_after(end: BinaryIO, work: Callable[[], None]) -> None:
    """Do the work, then close our end, so that nobody waits at the other."""
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
    named = {"file": path}
    if isinstance(fault, pyrage.DecryptError) and "No matching keys" in str(fault):
        sentence = _("%(file)s was not encrypted for this identity. Please bring the one that opens it.")
        return WrongIdentity(sentence % named)
    if isinstance(fault, pyrage.DecryptError) or fault is None:
        return BackupRefused(_("%(file)s is no backup of imago, or its beginning is damaged.") % named)
    return BackupRefused(_("%(file)s is damaged, or not whole. Please take another copy.") % named)


def parse_recipients(words: Sequence[str]) -> list[Recipient]:
    """Return the recipients. Raises BackupRefused if one is malformed."""
    try:
        return [Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise BackupRefused(_("A recipient begins with “age1”. `manage.py backup_key` makes one.")) from None


def read_identities(path: Path) -> list[Identity]:
    """Return the identities in a file. Raises BackupRefused if there are none."""
    try:
        words = [line.strip() for line in path.read_text().splitlines() if not line.startswith("#")]
        found = [Identity.from_str(word) for word in words if word]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupRefused(
            _("There is no identity in %(file)s. It is a line that begins with “AGE-SECRET-KEY”.")
            % {"file": path}
        )
    return found
