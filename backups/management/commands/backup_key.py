"""`manage.py backup_key`: create an identity that opens backups, to be kept elsewhere, and its recipient.

With --from-keys, print the one that follows from the keys instead.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from backups.server_key import server_identity


class Command(BaseCommand):
    help = "Prints a new identity, as a file to keep, and its recipient. Nothing is stored here."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from-keys",
            action="store_true",
            help="print the identity that opens copies made without IMAGO_BACKUP_FOR; derived from the keys",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["from_keys"]:
            self.stdout.write(str(server_identity()))
            return
        identity = Identity.generate()
        for line in (
            _("The last line of this file opens the backups of imago. Nobody can open them without it."),
            _("Keep it in two safe places, neither on this machine nor with the backups."),
            _("This machine needs only the next line, in its environment:"),
            f"IMAGO_BACKUP_FOR={identity.to_public()}",
        ):
            self.stdout.write(f"# {line}")
        self.stdout.write(str(identity))
