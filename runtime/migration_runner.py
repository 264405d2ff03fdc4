"""Migrates without holding people up.

A migration that needs a table to itself waits for everyone still reading it, and meanwhile blocks everyone else. So
each try waits only a moment, lets go, and comes back later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from psycopg2 import errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from core.advisory_lock import own_transaction
from runtime.outage_filter import classify

UPDATE_LOCK = 7_061_996  # advisory lock: one update at a time, however many machines begin it
LOCK_TIMEOUT = "2s"
LOCK_PAUSE = 0.5  # seconds between tries to be the one that updates
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 9)  # seconds between tries, five minutes in all
HOLDER = """
    SELECT pid, coalesce(nullif(application_name, ''), usename), to_char(xact_start, 'HH24:MI:SS')
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'relation' AND granted)
    ORDER BY xact_start LIMIT 1
"""


class MigrationFailed(Exception):
    """The database couldn't be migrated; the message is user-facing."""


def migrate(say: Callable[[str], None], prepare: Callable[[], None] = lambda: None) -> None:
    """Runs all migrations; if it has to wait, says once for whom. Raises MigrationFailed.

    If there are any to run, `prepare` is called first. Whatever it raises, nothing is migrated then.
    """
    with only_one_update(say):
        if has_pending():
            prepare()
        with connection.execute_wrapper(limit_waiting):
            migrate_patiently(say)


def has_pending() -> bool:
    """Returns whether this version has migrations that the database hasn't run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate_patiently(say: Callable[[str], None]) -> None:
    """Run all migrations, as often as others' locks make it necessary. Raises MigrationFailed."""
    holder = ""
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        if try_to_migrate():
            return
        before, holder = holder, describe_lock_holder()
        if not before:
            say(
                _("The update is waiting for %(holder)s to finish. Everyone else can carry on meanwhile.")
                % {"holder": holder}
            )
    raise MigrationFailed(
        _("The update needs a table that %(holder)s is still using. Please stop it, then start again.")
        % {"holder": holder}
    )


def try_to_migrate() -> bool:
    """Returns False if something still uses a table a migration needs. Raises MigrationFailed."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseError, InconsistentMigrationHistory) as fault:
        if not isinstance(fault.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise MigrationFailed(describe_failure(fault)) from fault
        return False
    return True


@contextmanager
def only_one_update(say: Callable[[str], None]) -> Iterator[None]:
    """Waits until no other machine is updating this database."""
    with own_transaction() as cursor:
        if not is_ours(cursor):
            say(_("Another machine is updating the database. Waiting for it to finish."))
            while not is_ours(cursor):  # not one long wait, for which an index that is being built would wait
                time.sleep(LOCK_PAUSE)
        yield


def is_ours(cursor: Any) -> bool:
    """Try to take the lock of the update."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [UPDATE_LOCK])
    return bool(cursor.fetchone()[0])


def limit_waiting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Run a statement. As the first of a transaction, it begins with how long that waits for a lock.

    A limit of the whole connection would stay behind on one that a pooler lends to another client.
    """
    status = connection.connection.get_transaction_status()
    if connection.in_atomic_block and status == TRANSACTION_STATUS_IDLE:
        execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT], False, context)
    return execute(sql, params, many, context)


def describe_lock_holder() -> str:
    """Describes the program whose transaction has been open longest."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDER)
        found = cursor.fetchone()
    if found is None:
        return _("another program")
    return _("“%(name)s” (database process %(pid)s, busy since %(since)s)") % {
        "pid": found[0],
        "name": found[1],
        "since": found[2],
    }


def describe_failure(fault: Exception) -> str:
    """The database's message without its details, which quote rows."""
    if classify(fault) == "disk":
        return _("The disk is full. Make room, then start again: the update goes on where it stopped.")
    diagnosis = getattr(fault.__cause__, "diag", None)
    return _(
        "This database can't be updated to this version of imago: %(fault)s. Please restore your last backup, or"
        " go back to the version that wrote this data."
    ) % {"fault": getattr(diagnosis, "message_primary", None) or type(fault).__name__}
