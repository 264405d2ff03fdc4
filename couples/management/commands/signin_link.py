"""`manage.py signin_link EMAIL`: a link that signs this person in, once, within a minute."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from couples.magic_links import create_link
from couples.models import User
from vault import files


class Command(BaseCommand):
    help = "Prints a one-use link, good for 60 seconds, that signs somebody in."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--base-url", help="where the product answers, if not on this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError("Nobody signs in with that address.")
        self.stdout.write((options["base_url"] or instance_url()).rstrip("/") + create_link(user))


def instance_url() -> str:
    """Return the URL of this machine's instance."""
    if settings.ORIGINS:
        return str(settings.ORIGINS[0])
    return files.read_json(settings.DATA / "run.json").get("address", "http://localhost:8000")
