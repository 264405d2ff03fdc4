"""`manage.py restore`: restore a backup into this database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyrage.x25519 import Identity

from backups import inspection, restore, storage
from backups.archive import DATA, KEYS
from backups.encryption import BackupRefused, WrongIdentity, read_identities
from backups.inspection import Backup
from backups.management.commands.backup import describe_database_error
from backups.restore import Restored
from backups.server_key import server_identity

CONFIRMATION = "replace"


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database of the same version of imago, with its master keys in place."
        " Either all of it is restored, or nothing is changed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data_backup", metavar="DATA", type=Path, help="imago-data-...age, or its folder")
        parser.add_argument("keys_backup", metavar="KEYS", type=Path, help="imago-keys-...age, or its folder")
        parser.add_argument(
            "--identity",
            metavar="FILE",
            type=Path,
            help="file with the identity that opens them (default: derived from this server's keys)",
        )
        parser.add_argument(
            "--replace", action="store_true", help="delete the existing data, after a confirmation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = inspection.inspect_backup(
                storage.choose_backup(options["data_backup"], DATA),
                storage.choose_backup(options["keys_backup"], KEYS),
                identities(options["identity"]),
            )
            self.confirm_replace(options["replace"])
            restored = restore.restore_backup(backup, replace=options["replace"])
        except WrongIdentity as refusal:
            raise CommandError(refusal if options["identity"] else wrong_keys_message()) from None
        except BackupRefused as refusal:
            raise CommandError(refusal) from None
        except Error as fault:
            raise CommandError(describe_database_error(fault)) from None
        for line in summary_lines(backup, restored):
            self.stdout.write(line)
        if options["replace"]:
            self.stdout.write(_("Restart imago: running processes may still cache the old data."))

    def confirm_replace(self, replace: bool) -> None:
        """Raises BackupRefused if there are users, unless --replace was given and is confirmed."""
        people = restore.count_people()
        if people and not replace:
            raise BackupRefused(people_message(people) + " " + _("To delete all of it, add --replace."))
        if people:
            self.stdout.write(people_message(people) + " " + _("All the data here will be deleted."))
            self.stdout.write(_("Type “%(yes)s” to continue:") % {"yes": CONFIRMATION})
            self.stdout.flush()
            if not is_confirmed_by_typing(CONFIRMATION):
                raise BackupRefused(_("Nothing was changed."))


def identities(file: Path | None) -> list[Identity]:
    return read_identities(file) if file else [server_identity()]


def wrong_keys_message() -> str:
    return _(
        "This server's keys don't open that backup. If it was made with IMAGO_BACKUP_FOR, name the identity's file"
        " with --identity; if not, put its own keys in place first."
    )


def is_confirmed_by_typing(word: str) -> bool:
    try:
        return input().strip() == word
    except EOFError:
        return False


def people_message(people: int) -> str:
    sentence = ngettext("This database has one user.", "This database has %(count)s users.", people)
    return sentence % {"count": people}


def summary_lines(backup: Backup, restored: Restored) -> Iterator[str]:
    at = formats.date_format(backup.data_taken_at, "j F Y, H:i")
    yield _("Restored the data of %(day)s:") % {"day": f"{at} UTC"}
    for count, label in (
        (restored.rows["couples_user"], _("people")),
        (restored.rows["couples_couple"], _("couples")),
        (restored.rows["dialogues_dialogue"], _("dialogues")),
        (restored.rows["dialogues_turn"], _("turns")),
        (restored.rows.total(), _("rows in total")),
    ):
        yield f"  {formats.number_format(count):>10} {label}"
    if restored.tombstoned:
        until = formats.date_format(backup.keys_taken_at, "j F Y, H:i")
        yield _("Deletions and changes until %(day)s were repeated: %(count)s rows.") % {
            "day": f"{until} UTC",
            "count": formats.number_format(restored.tombstoned),
        }
    yield _(
        "The keys open it. Everybody is signed out, and no reminders are sent for what was due until now."
    )
