"""`manage.py backup`: write the data and its key store into two encrypted files, while the app keeps running."""

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

from backups import nightly, retention, storage
from backups.archive import DATA, KEYS
from backups.create import BackupResult, create_backup
from backups.encryption import BackupRefused, parse_recipients


def parse_days(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise ArgumentTypeError("a number of days, at least 1")
    return timedelta(days=int(text))


class Command(BaseCommand):
    help = (
        "Writes the data and its key store into two encrypted files, and deletes expired ones."
        " imago can keep running meanwhile. Neither file contains the master keys. Without options, they go where the"
        " nightly copies are."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="DIR", type=Path, help="folder for the data")
        parser.add_argument(
            "--keys-to",
            metavar="DIR",
            type=Path,
            help="folder for the key store, apart from the data",
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
        try:
            if not options["to"] and not options["keys_to"]:
                lines = copy_beside_the_nightly_ones(options)
            elif options["to"] and options["keys_to"]:
                lines = copy_into_folders(options)
            else:
                raise CommandError(_("Name two folders, with --to and --keys-to."))
        except BackupRefused as refusal:
            raise CommandError(refusal) from None
        except (Error, psycopg2.Error) as fault:
            raise CommandError(describe_database_error(fault)) from None
        for line in lines:
            self.stdout.write(line)


def copy_beside_the_nightly_ones(options: dict[str, Any]) -> list[str]:
    """Return what to say. Raises BackupRefused."""
    if options["recipients"] or options["keep"] != retention.KEEP:
        raise CommandError(_("--for and --keep need two folders, with --to and --keys-to."))
    result = nightly.copy_now()
    undeleted = filter(None, [nightly.describe_undeleted(result.undeleted)])
    return [*files_lines(result), *undeleted, needed_sentence(bool(settings.BACKUP_FOR))]


def copy_into_folders(options: dict[str, Any]) -> list[str]:
    """Return what to say. Raises BackupRefused."""
    to, keys_to, keep = options["to"], options["keys_to"], options["keep"]
    recipients = parse_recipients(options["recipients"] or settings.BACKUP_FOR)
    if not recipients:
        raise BackupRefused(no_recipient_message())
    storage.check_folders(to, keys_to, settings.DATA)
    result = create_backup(to, keys_to, recipients, keep)
    deleted = delete_expired_files(to, keys_to, result.at - keep)
    return [*summary_lines(result, keep, deleted)]


def describe_database_error(fault: Exception) -> str:
    sentence = _("The database doesn't respond (%(fault)s). Is imago running?")
    return sentence % {"fault": type(fault).__name__}


def no_recipient_message() -> str:
    return _(
        "No recipient is set, so nobody could open the backup. Create a key with `manage.py backup_key`, then pass its"
        " recipient with --for or in IMAGO_BACKUP_FOR."
    )


def delete_expired_files(to: Path, keys_to: Path, before: datetime) -> int:
    return storage.delete_expired(to, DATA, before) + storage.delete_expired(keys_to, KEYS, before)


def files_lines(result: BackupResult) -> Iterator[str]:
    yield _("The data of %(day)s is in two files:") % {"day": format_day(result.at)}
    for path, rows in ((result.data, result.data_rows), (result.keys, result.keys_rows)):
        details = {
            "file": path,
            "size": filesizeformat(path.stat().st_size),
            "rows": formats.number_format(rows),
        }
        yield "  " + _("%(file)s: %(rows)s rows, %(size)s") % details


def summary_lines(result: BackupResult, keep: timedelta, deleted: int) -> Iterator[str]:
    yield from files_lines(result)
    yield _("They expire on %(day)s and are deleted by a later backup.") % {
        "day": format_day(result.at + keep)
    }
    if deleted:
        sentence = ngettext(
            "%(count)s expired file was deleted.", "%(count)s expired files were deleted.", deleted
        )
        yield sentence % {"count": deleted}
    yield needed_sentence(for_an_identity=True)


def needed_sentence(for_an_identity: bool) -> str:
    """Say what a restore needs."""
    masters = settings.KEYRING.path or "IMAGO_MASTER_KEYS"
    if for_an_identity:
        return _(
            "A restore needs both files, the identity that opens them and the master keys (%(masters)s). Keep these"
            " four apart from each other."
        ) % {"masters": masters}
    return _("A restore needs both files and the keys (%(masters)s).") % {"masters": masters}


def format_day(at: datetime) -> str:
    return f"{formats.date_format(at, 'j F Y, H:i')} UTC"
