"""`manage.py backup`: the data and what opens it, in two encrypted files, while everybody goes on."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups import storage
from backups.create import BackupResult, create_backup
from backups.encryption import BackupRefused, parse_recipients


def parse_days(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise ArgumentTypeError("a number of days, at least 1")
    return timedelta(days=int(text))


class Command(BaseCommand):
    help = (
        "Writes the data and its key store into two encrypted files, and removes those that have had their time."
        " Nobody has to stop meanwhile. The master keys are in neither."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="where the data goes")
        parser.add_argument(
            "--keys-to",
            metavar="DIR",
            type=Path,
            required=True,
            help="where the key store goes, apart from it",
        )
        parser.add_argument(
            "--for",
            metavar="RECIPIENT",
            dest="recipients",
            action="append",
            help="who can open them (default: IMAGO_BACKUP_FOR); may be given more than once",
        )
        parser.add_argument(
            "--keep", metavar="DAYS", type=parse_days, default=parse_days("30"), help="default: 30"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        to, keys_to, keep = options["to"], options["keys_to"], options["keep"]
        try:
            recipients = parse_recipients(options["recipients"] or settings.BACKUP_FOR)
            if not recipients:
                raise BackupRefused(no_recipient_message())
            storage.check_folders(to, keys_to, settings.DATA)
            taken = create_backup(to, keys_to, recipients, keep)
        except BackupRefused as refusal:
            raise CommandError(refusal) from None
        except (Error, psycopg2.Error) as fault:
            raise CommandError(describe_database_error(fault)) from None
        for line in summary_lines(taken, keep):
            self.stdout.write(line)


def describe_database_error(fault: Exception) -> str:
    sentence = _("The database does not answer (%(fault)s). Is imago running?")
    return sentence % {"fault": type(fault).__name__}


def no_recipient_message() -> str:
    return _(
        "Nobody is named who can open the backup. `manage.py backup_key` makes a key for that; name its recipient"
        " with --for, or in IMAGO_BACKUP_FOR."
    )


def summary_lines(taken: BackupResult, keep: timedelta) -> Iterator[str]:
    yield _("All that was here on %(day)s is in two files:") % {"day": format_day(taken.at)}
    for path, rows in ((taken.data, taken.data_rows), (taken.keys, taken.keys_rows)):
        sized = {
            "file": path,
            "size": filesizeformat(path.stat().st_size),
            "rows": formats.number_format(rows),
        }
        yield "  " + _("%(file)s: %(rows)s rows, %(size)s") % sized
    yield _("They are kept until %(day)s, if backups go on being made.") % {
        "day": format_day(taken.at + keep)
    }
    if taken.gone:
        gone = ngettext("%(count)s older file has gone.", "%(count)s older files have gone.", taken.gone)
        yield gone % {"count": taken.gone}
    yield _(
        "It takes both to restore, with the identity that opens them and the master keys (%(masters)s). Please keep"
        " these four apart from each other."
    ) % {"masters": settings.KEYRING.path or "IMAGO_MASTER_KEYS"}


def format_day(at: datetime) -> str:
    return f"{formats.date_format(at, 'j F Y, H:i')} UTC"
