"""`manage.py delete_account EMAIL`: delete the account of someone who asks for it and cannot sign in any more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from couples.account_deletion import delete_account
from couples.models import User


class Command(BaseCommand):
    help = "Deletes somebody's account for good, as they can themselves. Be sure that it is they who ask."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--for-good", action="store_true", help="do it; without it nothing happens")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError("Nobody signs in with that address.")
        if not options["for_good"]:
            raise CommandError("This cannot be undone. Say --for-good if they want it.")
        delete_account(user)
        self.stdout.write("The account is deleted. Tell them that their address is free again.")
