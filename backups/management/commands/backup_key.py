"""`manage.py backup_key`: an identity that opens backups, to be kept elsewhere, and the recipient to make them for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity


class Command(BaseCommand):
    help = "Prints a new identity, as a file to keep, and its recipient. Nothing of it is stored here."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        identity = Identity.generate()
        for line in (
            _(
                "Whoever has the last line of this file can open the backups of imago, and nobody can without it."
            ),
            _("Keep it in two safe places, none of them this machine or where the backups lie."),
            _("This machine needs only the next line, in its environment:"),
            f"IMAGO_BACKUP_FOR={identity.to_public()}",
        ):
            self.stdout.write(f"# {line}")
        self.stdout.write(str(identity))
