"""`manage.py keys`: print the keys on a sheet of paper, and take them from one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.pdf_renderer import PdfUnavailable
from vault import files, key_sheet, key_text
from vault.keyring import Keyring, KeyringError, format_masters, read_keyring, save_new_keyring


class Command(BaseCommand):
    help = (
        "`sheet` writes a page to print, with the secret key and the master keys as QR codes and as lines to type."
        " `read` takes those lines, and puts the keys back in place."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        sheet = actions.add_parser("sheet", help="write the page to print")
        sheet.add_argument(
            "--to", metavar="FILE", type=Path, help="default: keys-sheet.pdf in the data folder"
        )
        sheet.add_argument("--html", action="store_true", help="as a page for a browser instead of a PDF")
        read = actions.add_parser("read", help="read the keys back from a sheet")
        read.add_argument("file", nargs="?", type=Path, help="default: what you type or paste")
        read.add_argument(
            "--print", action="store_true", help="print them for the environment instead of storing them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "sheet":
                self.write_sheet(options["to"], options["html"])
            else:
                self.read_sheet(options["file"], options["print"])
        except KeyringError as refusal:
            raise CommandError(refusal) from None

    def write_sheet(self, path: Path | None, as_html: bool) -> None:
        if not settings.KEYRING.stored:
            raise CommandError(_("There are no keys yet. They're made when imago starts for the first time."))
        path = path or settings.DATA / f"keys-sheet.{'html' if as_html else 'pdf'}"
        try:
            with redirect_stdout(StringIO()):  # WeasyPrint prints a paragraph where Pango is missing
                content = (key_sheet.as_html if as_html else key_sheet.as_pdf)(settings.KEYRING)
        except PdfUnavailable:
            raise CommandError(
                _("This machine can't make a PDF. Add --html, and print from a browser.")
            ) from None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, content)
        self.stdout.write(
            _("%(file)s is ready. Print it, put the paper somewhere safe, and delete the file.")
            % {"file": path}
        )

    def read_sheet(self, file: Path | None, to_print: bool) -> None:
        if file is None and sys.stdin.isatty():
            self.stderr.write(_("Type or paste the lines on the sheet, then press Ctrl-D on an empty line."))
        keyring = key_text.read_keys(file.read_text() if file else sys.stdin.read())
        if to_print:
            self.stdout.write(f"IMAGO_SECRET_KEY={keyring.secret}")
            self.stdout.write(f"IMAGO_MASTER_KEYS={format_masters(keyring.masters)}")
        else:
            self.stdout.write(store(keyring))


def store(keyring: Keyring) -> str:
    """Put the keys in their file, unless there are some already. Returns what was done."""
    path = settings.DATA / "keys"
    in_file = read_keyring(path) if files.exists(path) else None
    in_use = in_file or (settings.KEYRING if settings.KEYRING.path is None else None)
    if in_use and is_same(in_use, keyring):
        return _("The sheet is right: these are the keys imago uses here.")
    if in_file:
        raise CommandError(
            _(
                "%(file)s already holds different keys, and the database beside it opens only with those."
                " To use the keys on the sheet, stop imago, move everything out of %(folder)s, and try again."
            )
            % {"file": path, "folder": path.parent}
        )
    if in_use:
        raise CommandError(
            _(
                "imago already has different keys here, from the environment. --print shows the lines to put there."
            )
        )
    save_new_keyring(replace(keyring, path=path, stored=False))
    return _("The keys are in %(file)s. Now start imago, and restore a copy of the data.") % {"file": path}


def is_same(one: Keyring, other: Keyring) -> bool:
    return one.secret == other.secret and dict(one.masters) == dict(other.masters)
