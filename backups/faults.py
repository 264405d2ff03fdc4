"""Turns what goes wrong with the disk or the database during a copy into a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import DatabaseError
from django.utils.translation import gettext as _

from backups.encryption import BackupRefused


@contextmanager
def explain_faults() -> Iterator[None]:
    """Raises BackupRefused for a fault of the disk or the database."""
    try:
        yield
    except (DatabaseError, psycopg2.Error) as fault:
        raise BackupRefused(
            _("The database stopped answering (%(fault)s).") % {"fault": type(fault).__name__}
        ) from fault
    except OSError as fault:
        raise BackupRefused(
            _("The folder for copies can't be used (%(reason)s).") % {"reason": fault.strerror}
        ) from fault
