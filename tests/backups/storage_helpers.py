"""Two folders for backups, the identity that opens them, and the commands as someone would type them."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pyrage
from django.core.management import call_command
from django.db.models import F
from pyrage.x25519 import Identity

from backups import backup_keys, storage
from backups.archive import DATA, KEYS
from backups.inspection import inspect_file
from backups.models import BackupKey
from runtime.instance import ROOT
from tests import fast_flush
from tests.web_process import database_url
from vault.sealing import forget_ciphers


class Shelves:
    def __init__(self, folder: Path) -> None:
        self.to, self.keys_to, self.identity = folder / "a", folder / "b", folder / "identity"
        for made in (self.to, self.keys_to):
            made.mkdir()
        call_command("backup_key", stdout=(out := io.StringIO()))
        self.identity.write_text(out.getvalue())
        self.recipient = out.getvalue().split("IMAGO_BACKUP_FOR=")[1].split()[0]

    def back_up(self, *options: str) -> str:
        """Make a backup; what was said."""
        words = ["--to", str(self.to), "--keys-to", str(self.keys_to), "--for", self.recipient]
        call_command("backup", *words, *options, stdout=(out := io.StringIO()))
        return out.getvalue()

    def restore(self, data: Path | None = None, keys: Path | None = None, *options: str) -> str:
        """Restore these, or the newest of each; what was said."""
        words = [str(data or self.to), str(keys or self.keys_to), "--identity", str(self.identity)]
        call_command("restore", *words, *options, stdout=(out := io.StringIO()))
        return out.getvalue()

    def start(self, command: str, *words: str) -> subprocess.Popen[str]:
        """A command in a process of its own, to be held up and killed."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), command, *words],
            env=os.environ | {"DATABASE_URL": database_url()},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def start_backing_up(self) -> subprocess.Popen[str]:
        folders = ["--to", str(self.to), "--keys-to", str(self.keys_to)]
        return self.start("backup", *folders, "--for", self.recipient)

    def start_restoring(self, *options: str) -> subprocess.Popen[str]:
        return self.start(
            "restore", str(self.to), str(self.keys_to), "--identity", str(self.identity), *options
        )

    def restore_elsewhere(self, data: Path | None = None, keys: Path | None = None) -> str:
        """The same in a fresh database."""
        fast_flush.empty()
        forget_ciphers()
        return self.restore(data, keys)

    def data_files(self) -> list[Path]:
        return [path for _, path in storage.list_backups(self.to, DATA)]

    def key_files(self) -> list[Path]:
        return [path for _, path in storage.list_backups(self.keys_to, KEYS)]

    def opened(self, path: Path) -> bytes:
        """All that a backup holds, for whoever has the identity and the key stores."""
        return gzip.decompress(pyrage.decrypt(path.read_bytes(), [self.opener(path)]))

    def opener(self, path: Path) -> Identity:
        """What opens this file."""
        return next(one for one in self.openers() if fits(one, path))

    def openers(self) -> Iterator[Identity]:
        """All that there is to open something with: the identity, and what the key stores carry."""
        yield self.pyrage_identity()
        for keys in self.key_files():
            _head, sealed = inspect_file(keys, KEYS, [self.pyrage_identity()])
            yield from backup_keys.decrypt_identities(sealed, [self.pyrage_identity()])

    def let_pass(self, days: int) -> None:
        """So many days go by: all that lies here is older by that, and what is stored of it."""
        for folder, kind in ((self.to, DATA), (self.keys_to, KEYS)):
            for at, path in storage.list_backups(folder, kind):
                path.rename(storage.backup_path(folder, kind, at - timedelta(days=days)))
        BackupKey.objects.update(created_at=F("created_at") - timedelta(days=days))

    def pyrage_identity(self) -> Identity:
        return Identity.from_str(self.identity.read_text().splitlines()[-1])


def fits(identity: Identity, path: Path) -> bool:
    with suppress(pyrage.DecryptError):
        return bool(pyrage.decrypt(path.read_bytes(), [identity]))
    return False
