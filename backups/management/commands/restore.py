"""`manage.py restore`: what a backup holds, back in this database."""

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

from backups import restore, storage
from backups.archive import DATA, KEYS
from backups.encryption import BackupRefused, read_identities
from backups.management.commands.backup import describe_database_error
from backups.restore import Backup, Restored

CONFIRMATION = "replace"


class Command(BaseCommand):
    help = (
        "Brings a backup back, into an empty database of the same version of imago, with the master keys in their"
        " place. All of it comes back, or nothing is changed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data_backup", metavar="DATA", type=Path, help="imago-data-...age, or its folder")
        parser.add_argument("keys_backup", metavar="KEYS", type=Path, help="imago-keys-...age, or its folder")
        parser.add_argument("--identity", metavar="FILE", type=Path, required=True, help="what opens them")
        parser.add_argument("--replace", action="store_true", help="let go of what is here; asks once more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = restore.inspect_backup(
                storage.choose_backup(options["data_backup"], DATA),
                storage.choose_backup(options["keys_backup"], KEYS),
                read_identities(options["identity"]),
            )
            self.may_replace(options["replace"])
            restored = restore.restore_backup(backup, replace=options["replace"])
        except BackupRefused as refusal:
            raise CommandError(refusal) from None
        except Error as fault:
            raise CommandError(describe_database_error(fault)) from None
        for line in summary_lines(backup, restored):
            self.stdout.write(line)
        if options["replace"]:
            self.stdout.write(_("Please start imago again: what runs now may remember what was here before."))

    def may_replace(self, wanted: bool) -> None:
        """Refused unless nobody lives here, or whoever asked for it says so once more."""
        people = restore.count_people()
        if people and not wanted:
            raise BackupRefused(people_message(people) + " " + _("To let go of all of it, add --replace."))
        if people:
            self.stdout.write(people_message(people) + " " + _("All that is theirs here will be gone."))
            self.stdout.write(_("Type “%(yes)s” to go on:") % {"yes": CONFIRMATION})
            self.stdout.flush()
            if not is_confirmed_by_typing(CONFIRMATION):
                raise BackupRefused(_("Nothing was changed."))


def is_confirmed_by_typing(word: str) -> bool:
    try:
        return input().strip() == word
    except EOFError:
        return False


def people_message(people: int) -> str:
    sentence = ngettext(
        "One person lives in this database.", "%(count)s people live in this database.", people
    )
    return sentence % {"count": people}


def summary_lines(backup: Backup, restored: Restored) -> Iterator[str]:
    at = formats.date_format(backup.data_taken_at, "j F Y, H:i")
    yield _("Here is what was there on %(day)s:") % {"day": f"{at} UTC"}
    for count, what in (
        (restored.rows["couples_user"], _("people")),
        (restored.rows["couples_couple"], _("couples")),
        (restored.rows["dialogues_dialogue"], _("dialogues")),
        (restored.rows["dialogues_turn"], _("turns in them")),
        (restored.rows.total(), _("rows in all")),
    ):
        yield f"  {formats.number_format(count):>10} {what}"
    if restored.let_go:
        until = formats.date_format(backup.keys_taken_at, "j F Y, H:i")
        yield _("What was let go until %(day)s has not come back: %(count)s rows.") % {
            "day": f"{until} UTC",
            "count": formats.number_format(restored.let_go),
        }
    yield _("The keys open it. Nobody is signed in, and nobody is reminded of what was due until now.")
