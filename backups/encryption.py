"""Encrypted files (age), written and read as they come: no more than a few pages of one is ever in memory, and nothing
of it is ever open on the disk.

Whoever writes needs only a recipient, which is public. What reads is the identity, and the server keeps none that it
could read.
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
    """It does not go on; the message is user-facing."""


class WrongIdentity(BackupRefused):
    """It was encrypted for somebody else."""


class Damaged(Exception):
    """What was read ends too early, or is nothing that we have written."""


@contextmanager
def encrypt_to(file: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """What is written here reaches the file compressed and encrypted."""
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
    """A file's lines, one at each call; b"" after the last, and where it cannot be read any further. Whoever reads
    raises Damaged if that comes too early, and is told here why: Refused."""
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
    inlet, outlet = os.pipe()
    return os.fdopen(inlet, "rb"), os.fdopen(outlet, "wb")


def close_after(end: BinaryIO, work: Callable[[], None]) -> None:
    """Close our end of a pipe after the work, so that nobody waits at the other."""
    with end:
        work()


def line_reader(file: BinaryIO) -> Callable[[], bytes]:
    def line() -> bytes:
        try:
            return file.readline()
        except (EOFError, OSError, zlib.error):
            return b""

    return line


def explain_failure(path: Path, fault: BaseException | None) -> BackupRefused:
    named = {"file": path}
    if isinstance(fault, pyrage.DecryptError) and "No matching keys" in str(fault):
        sentence = _("%(file)s was not encrypted for this identity. Please bring the one that opens it.")
        return WrongIdentity(sentence % named)
    if isinstance(fault, pyrage.DecryptError) or fault is None:
        return BackupRefused(_("%(file)s is no backup of imago, or its beginning is damaged.") % named)
    return BackupRefused(_("%(file)s is damaged, or not whole. Please take another copy.") % named)


def parse_recipients(words: Sequence[str]) -> list[Recipient]:
    """The recipients that these words name. Refused where one is none."""
    try:
        return [Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise BackupRefused(_("A recipient begins with “age1”. `manage.py backup_key` makes one.")) from None


def read_identities(path: Path) -> list[Identity]:
    """The identities in a file, as `backup_key` and age write it. Refused where there is none."""
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
