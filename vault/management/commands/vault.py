"""`manage.py vault rotate`: a new master key for the same words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from vault import startup
from vault.rotation import rotate


class Command(BaseCommand):
    help = "Look after the keys: `rotate` wraps every data key by a new master key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rotate"])
        parser.add_argument("--data", help="the data folder, where it is not ./data")

    def handle(self, *args: Any, **options: Any) -> None:
        startup.verify()
        old = rotate()
        if settings.KEYRING.path is not None:
            self.stdout.write(
                "Done. Please keep a new copy of the key file; the old copy opens new data no more."
            )
        elif old:
            self.stdout.write(f"Done. These keys can leave the environment now: {' '.join(old)}")
        else:
            self.stdout.write(
                "Put a new key first in IMAGO_MASTER_KEYS, the old one behind it, and run this again."
            )
