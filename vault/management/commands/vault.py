"""`manage.py vault rotate`: a new master key for the same words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from vault import startup
from vault.rotation import MasterKeyNotEverywhere, RotationInProgress, RotationResult, rotate_master_key


class Command(BaseCommand):
    help = (
        "Looks after the keys. `rotate` wraps every data key by a new master key."
        " Fresh keys for the environment are printed by `python -m vault.keyring`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rotate"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            startup.verify_keys()
            self.stdout.write(summary(rotate_master_key()))
        except (startup.WrongKey, RotationInProgress, MasterKeyNotEverywhere) as refusal:
            raise CommandError(refusal) from None


def summary(done: RotationResult) -> str:
    """What was done, and what is for the person to do now."""
    if settings.KEYRING.path is not None:
        return _(
            "The data has a new master key. Please make a new copy of %(file)s, and keep the old copy for as"
            " long as you keep backups made before today."
        ) % {"file": settings.KEYRING.path}
    if done.changed:
        return _(
            "Everything is wrapped by the key %(current)s now, and every running process has it. You can take"
            " these keys out of the environment: %(old)s. Keep them for as long as you keep backups made before"
            " today."
        ) % {"current": done.current, "old": " ".join(done.old)}
    return _(
        "Nothing to do: everything is already wrapped by the key %(current)s. For a new one, add it to"
        " IMAGO_MASTER_KEYS wherever imago runs, restart every process, and run this with the new key first."
    ) % {"current": done.current}
