"""Replaces Django's `manage.py createsuperuser`, because there is nothing here for a superuser."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Explains why there's no superuser."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Accept any options: the answer is always the same."""
        super().run_from_argv([*argv[:2], *({"-h", "--help"} & set(argv))])

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            _(
                "imago has no admin accounts: what people write is theirs alone. Sign up in the browser like everyone"
                " else. For people who can't sign in, there's `manage.py signin_link EMAIL`. `manage.py operator EMAIL`"
                " lets someone see how imago is doing, and nothing that anybody wrote."
            )
        )
