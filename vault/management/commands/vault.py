"""`manage.py vault rotate`: a new master key for the same words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from vault import startup
from vault.rotation import AlreadyRotating, rotate


class Command(BaseCommand):
    help = (
        "Looks after the keys. `rotate` wraps every data key by a new master key."
        " Fresh keys for the environment are printed by `python -m vault.keyring`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rotate"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            startup.verify()
            self.stdout.write(told(rotate()))
        except (startup.WrongKey, AlreadyRotating) as refusal:
            raise CommandError(refusal) from None


def told(old: list[str]) -> str:
    """What was done, and what is for the person to do now."""
    if settings.KEYRING.path is not None:
        return _(
            "The data has a new master key. Please make a new copy of %(file)s, and keep the old copy for as"
            " long as you keep backups made before today."
        ) % {"file": settings.KEYRING.path}
    if old:
        return _(
            "All is wrapped by the first key. Once every process has it, these keys can leave the environment:"
            " %(ids)s. Keep them for as long as you keep backups made before today."
        ) % {"ids": " ".join(old)}
    return _(
        "Nothing to do yet: put a new key first in IMAGO_MASTER_KEYS and keep the old one behind it, start every"
        " process again, and then run this."
    )
