"""Two folders for backups, the identity that opens them, and the commands as somebody would type them."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pyrage
from django.core.management import call_command

from backups import shelf
from backups.archive import DATA, KEYS
from imago_web.embedded import ROOT
from tests import emptying
from tests.live import database_url
from vault.sealing import forget


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
        emptying.empty()
        forget()
        return self.restore(data, keys)

    def of_data(self) -> list[Path]:
        return [path for _, path in shelf.lying_in(self.to, DATA)]

    def of_keys(self) -> list[Path]:
        return [path for _, path in shelf.lying_in(self.keys_to, KEYS)]

    def opened(self, path: Path) -> bytes:
        """All that a backup holds, for whoever has the identity."""
        return gzip.decompress(pyrage.decrypt(path.read_bytes(), [self.pyrage_identity()]))

    def pyrage_identity(self) -> pyrage.x25519.Identity:
        return pyrage.x25519.Identity.from_str(self.identity.read_text().splitlines()[-1])
