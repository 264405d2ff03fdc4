"""`manage.py beat`: starts what is due by the clock, for the workers to do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from imago_web.celery import app

OPTIONS = "--quiet beat --loglevel=WARNING --pidfile="


class Command(BaseCommand):
    help = "Runs the beat, which hands the workers what is due by the clock."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        app.start(OPTIONS.split())
