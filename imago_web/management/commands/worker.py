"""`manage.py worker`: one Celery worker, with the beat inside when asked."""

from __future__ import annotations

import gc
import warnings
from argparse import ArgumentParser
from typing import Any

from celery.beat import EmbeddedService
from celery.platforms import SecurityWarning
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from imago_web.beat import HeartbeatScheduler
from imago_web.celery import app
from runtime import parent_watch, schema_check
from vault.process_registry import ProcessAnnouncer
from vault.wrapping import WrongKey

OPTIONS = "--quiet worker --pool=threads --concurrency=2 --loglevel=WARNING --without-gossip --without-mingle"


class Command(BaseCommand):
    help = "Runs one Celery worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beat", action="store_true", help="also start what is due by the clock")
        parser.add_argument("--lifeline", action="store_true", help="stop when the standard input closes")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lifeline"]:
            parent_watch.stop_with_parent()
        collect_garbage()
        announcer = announce_worker()
        if options["beat"]:
            # A thread, so that no beat outlives a worker that was killed.
            EmbeddedService(app, thread=True, scheduler_cls=HeartbeatScheduler).start()
        warnings.simplefilter(
            "ignore", SecurityWarning
        )  # of root; it guards against pickle, which we never load
        try:
            app.worker_main(OPTIONS.split())
        finally:
            announcer.stop()


def collect_garbage() -> None:
    """Collect garbage as often as Python does by itself, but not what was loaded. The pages of an export are full of
    cycles: collected as seldom as at the start of a command, they take three times the memory."""
    gc.freeze()
    gc.set_threshold(700, 10, 10)


def announce_worker() -> ProcessAnnouncer:
    """Announce this worker, waiting for the database if it is down.

    Raises CommandError if the database is from another version or the keys don't open it.
    """
    announcer = ProcessAnnouncer("worker")
    try:
        schema_check.check_migrated()
        announcer.announce()
    except (schema_check.SchemaMismatch, WrongKey) as refusal:
        raise CommandError(refusal) from None
    except OperationalError:
        pass
    finally:
        connection.close()
    announcer.start()
    return announcer
