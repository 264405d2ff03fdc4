"""`manage.py setup`: make the database and the static files fit this version, and fill the demo."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from backups import before_update
from backups.encryption import BackupRefused
from core import database_version
from imago_web.staticfiles import StaticFiles
from runtime import schema_check
from runtime.migration_runner import MigrationFailed, migrate
from vault import startup


class Command(BaseCommand):
    help = "Migrates the database and collects the static files. Prints the demo's sign-in links, if asked."
    requires_system_checks = ("vocabularies",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="add a couple with a finished dialogue")
        parser.add_argument("--without-copy", action="store_true", help="make no copy before an update")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            newer = schema_check.newer_migrations()
            if startup.has_vault_tables():  # a migration encrypts by the keys in hand, for good
                startup.check_keys()
            migrate(self.stderr.write, partial(self.copy_before_update, options["without_copy"]))
            self.check_schema(newer)
            startup.verify_keys()
        except (schema_check.SchemaMismatch, MigrationFailed, startup.WrongKey, BackupRefused) as refusal:
            raise CommandError(refusal) from None
        self.set_up_files_and_cache()
        if options["demo"]:
            from imago_web import demo  # only here, since nothing else needs it

            for name, path in demo.create().items():
                self.stdout.write(f"{name}\t{path}")

    def copy_before_update(self, without: bool) -> None:
        """Make a copy, unless told not to. Raises BackupRefused, with what to do."""
        if without:
            return
        try:
            before_update.copy_before_update(self.stderr.write)
        except BackupRefused as refusal:
            advice = _(
                "Nothing was updated. Fix that and start again, or update without a copy: --without-copy"
                " (with make: WITHOUT_COPY=1)."
            )
            raise BackupRefused(f"{refusal} {advice}") from None

    def check_schema(self, newer: set[tuple[str, str]]) -> None:
        """Check the schema and record this version, unless a newer version has added to it."""
        if not newer:
            schema_check.check_schema()
            database_version.record_version()
            return
        self.stderr.write(
            _(
                "A newer version of imago has already updated this database (%(migration)s). This version works"
                " with it, and leaves the additions alone."
            )
            % {"migration": ".".join(max(newer))}
        )

    def set_up_files_and_cache(self) -> None:
        call_command("createcachetable", verbosity=0)
        files = StaticFiles()
        if not files.is_read_only():
            call_command("collectstatic", interactive=False, verbosity=0, clear=files.is_damaged())
