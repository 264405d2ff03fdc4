"""`manage.py operator EMAIL`: let someone who has an account see the operator's page."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from couples.models import User


class Command(BaseCommand):
    help = "Lets someone see how imago is doing, at /operator/. They see nothing that anybody wrote."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--remove", action="store_true", help="they're no longer an operator")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = User.objects.filter(email__iexact=options["email"], is_active=True)
        if not rows.update(is_staff=not options["remove"]):
            raise CommandError("Nobody signs in with that address.")
        if options["remove"]:
            self.stdout.write("They're no longer an operator.")
        else:
            self.stdout.write(
                "They can open /operator/ once they've signed in and set up a second step or a passkey, under"
                " Me, Account, Signing in and security."
            )
