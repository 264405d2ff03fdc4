"""`manage.py invite_couple`: a link by which one person may sign up, who then invites their partner."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from couples import signups
from couples.management.commands.signin_link import instance_url


def number_of_days(text: str) -> int:
    """Return a number of days from 1 to 365."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 365:
        return int(text)
    raise ArgumentTypeError("a whole number from 1 to 365")


class Command(BaseCommand):
    help = "Prints a link that lets one person sign up, once. They invite their partner as usual."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        days = signups.LIFETIME.days
        parser.add_argument("--days", type=number_of_days, default=days, help=f"how long it works ({days})")
        parser.add_argument("--list", action="store_true", help="list the links that nobody has used yet")
        parser.add_argument("--take-back", type=int, metavar="NUMBER", help="cancel a link, by its number")
        parser.add_argument("--base-url", help="where the product answers, if not on this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.list_links()
        elif options["take_back"] is not None:
            self.take_back(options["take_back"])
        else:
            self.invite(timedelta(days=options["days"]), options["base_url"] or instance_url())

    def invite(self, lasts: timedelta, address: str) -> None:
        if settings.SIGNUPS == signups.CLOSED:
            raise CommandError("Nobody can sign up while IMAGO_SIGNUPS is closed. Set it to invited first.")
        if settings.SIGNUPS == signups.OPEN:
            self.stderr.write("Anyone can sign up here anyway, because IMAGO_SIGNUPS is open.")
        self.stdout.write(address.rstrip("/") + signups.create_link(lasts))

    def list_links(self) -> None:
        for row in signups.open_links():
            self.stdout.write(
                f"{row.pk}: made {row.created_at:%Y-%m-%d}, works until {row.expires_at:%Y-%m-%d %H:%M} UTC"
            )

    def take_back(self, number: int) -> None:
        if not signups.open_links().filter(pk=number).delete()[0]:
            raise CommandError("There's no unused link with that number. See --list.")
        self.stdout.write("That link doesn't work any more.")
