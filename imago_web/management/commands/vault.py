"""`manage.py vault rotate`: replace the master key, and make a copy that the new one opens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from backups import nightly
from backups.encryption import BackupRefused
from couples.models import User
from vault import startup
from vault.rotation import MasterKeyNotEverywhere, RotationInProgress, RotationResult, rotate_master_key


class Command(BaseCommand):
    help = (
        "Manages the keys. `rotate` rewraps every data key with a new master key."
        " `python -m vault.keyring` prints new keys for the environment."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rotate"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            startup.verify_keys()
            result = rotate_master_key()
        except (startup.WrongKey, RotationInProgress, MasterKeyNotEverywhere) as refusal:
            raise CommandError(refusal) from None
        self.stdout.write(summary(result))
        is_rotated = result.changed or result.old  # only `old` after one that was killed before its copy
        if is_rotated and User.objects.exists():
            self.make_copy()

    def make_copy(self) -> None:
        """Make a copy beside the nightly ones, which open only with the old key."""
        try:
            copy = nightly.copy_now()
        except BackupRefused as refusal:
            advice = _("Make one with `manage.py backup`: earlier copies open only with the old key.")
            self.stderr.write(
                _("No copy was made with the new key. %(why)s") % {"why": refusal} + f" {advice}"
            )
        else:
            self.stdout.write(_("A copy made with the new key is in %(file)s.") % {"file": copy.data})


def summary(result: RotationResult) -> str:
    """Return what was done, and what the operator should do now."""
    if settings.KEYRING.path is not None:
        return _(
            "The data has a new master key. Make a new copy of %(file)s (`manage.py keys sheet` prints it), and keep"
            " the old copy for as long as you keep backups made before today."
        ) % {"file": settings.KEYRING.path}
    if result.changed:
        return _(
            "Everything is now wrapped with the key %(current)s, and every running process has it. You can remove"
            " these keys from the environment: %(old)s. Keep them for as long as you keep backups made before"
            " today."
        ) % {"current": result.current, "old": " ".join(result.old)}
    return _(
        "Nothing to do: everything is already wrapped with the key %(current)s. For a new one, add it to"
        " IMAGO_MASTER_KEYS wherever imago runs, restart every process, and run this with the new key first."
    ) % {"current": result.current}
