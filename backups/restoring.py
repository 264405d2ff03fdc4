"""`look` and `load`: a backup is read through before anything is touched, and brought back as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Literal
from pyrage.x25519 import Identity

from backups import since, tables
from backups.archive import DATA, FORMAT, GONE, KEYS, ROWS, STANDING, Head, Part, Reader
from backups.encrypted import Damaged, Refused, decrypted
from backups.tables import Columns, listed
from reminders.models import Delivery
from reminders.sweep import sweep
from vault import sealing, startup

# How many keys the data needs, and how many of them the key store has.
HELD = """
SELECT count(key_id), count(id)
FROM (SELECT key_id FROM couples_profile UNION SELECT key_id FROM couples_couple) needed
LEFT JOIN vault_datakey ON id = key_id
"""


@dataclass(frozen=True)
class Backup:
    """The two files of a backup: read through once, whole, of this version, and such as go together."""

    data: Path
    keys: Path
    identities: Sequence[Identity]
    data_taken_at: datetime
    keys_taken_at: datetime


@dataclass
class Restored:
    """How many rows of each table came back, and how often a restore did once more what was let go since."""

    rows: Counter[str] = field(default_factory=Counter)
    let_go: int = 0


def look(data: Path, keys: Path, identities: Sequence[Identity]) -> Backup:
    """Read a backup through, to its end, before anything is touched. Refused where it cannot be restored here."""
    heads = [look_at(path, kind, identities) for path, kind in ((data, DATA), (keys, KEYS))]
    times = [head.taken_at for head in heads]
    if times[1] < times[0]:
        raise Refused(
            _("This key store is older than the data. Please take one of the same time, or a later one.")
        )
    return Backup(data, keys, identities, *times)


def look_at(path: Path, kind: str, identities: Sequence[Identity]) -> Head:
    with decrypted(path, identities) as line:
        archive = Reader(line)
        check(archive.head, kind)
        for part in archive.parts():
            while part.read():
                pass
    return archive.head


def check(head: Head, kind: str) -> None:
    if head.imago != kind:
        raise Refused(_("Name the data first (imago-data-...), and then the key store (imago-keys-...)."))
    if head.format != FORMAT:
        raise Refused(_("This backup was made by another version of imago. Please restore it with that one."))
    here, there = set(tables.migrations()), set(head.migrations)
    if here != there:
        raise Refused(other_version(there, here))


def other_version(there: set[str], here: set[str]) -> str:
    names = ", ".join(
        [*(f"+{name}" for name in sorted(there - here)), *(f"-{name}" for name in sorted(here - there))]
    )
    return _(
        "This backup was made by another version of imago. Please restore it with that version, and update then."
        " What differs, from here to there: %(names)s."
    ) % {"names": names}


def people_here() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM couples_user")
        return int(cursor.fetchone()[0])


def load(backup: Backup, *, replace: bool = False) -> Restored:
    """Bring all of it back, in the place of what is here if that may be replaced. Refused, and nothing is changed,
    where the files are not whole, do not go together, or the keys in hand do not open them."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            restored = load_all(cursor, backup, replace)
    except (Error, psycopg2.Error) as fault:
        raise Refused(refusal(fault)) from fault
    except startup.WrongKey as fault:
        raise Refused(str(fault)) from None
    finally:
        sealing.forget()
    return restored


def load_all(cursor: Any, backup: Backup, replace: bool) -> Restored:
    every, restored = tables.all_of_ours(cursor), Restored()
    make_room(cursor, every, replace)
    with decrypted(backup.data, backup.identities) as line:
        for part in Reader(line).parts():
            load_rows(cursor, part, tables.of_the_data(every), restored)
    with decrypted(backup.keys, backup.identities) as line:
        for part in Reader(line).parts():
            if part.part == ROWS:
                load_rows(cursor, part, tables.of_the_keys(every), restored)
                belong_together(cursor, part)
            else:
                let_go_again(cursor, part, every, restored)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    count_on(cursor, every)
    startup.verify()
    tell_nobody_twice()
    return restored


def make_room(cursor: Any, every: Columns, replace: bool) -> None:
    cursor.execute(
        "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'"
    )
    ours = listed(*every)
    cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(ours))
    if not replace and people_here():
        raise Refused(_("Somebody lives in this database by now. Nothing was changed."))
    cursor.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(ours))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def load_rows(cursor: Any, part: Part, some: Columns, restored: Restored) -> None:
    if part.part != ROWS or not known(part, some):
        raise Damaged
    names = listed(part.table), listed(*part.columns)
    cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(*names), part)
    if cursor.rowcount != part.rows:
        raise Damaged
    restored.rows[part.table] += part.rows


def belong_together(cursor: Any, part: Part) -> None:
    """Refused where a key store has no key that the data needs: all of the data would be taken for let go."""
    if part.table == "vault_datakey":
        cursor.execute(HELD)
        needs, has = cursor.fetchone()
        if needs and not has:
            raise Refused(strangers())


def strangers() -> str:
    return _("This data and this key store do not belong together. Nothing was changed.")


def let_go_again(cursor: Any, part: Part, every: Columns, restored: Restored) -> None:
    models = since.models_of(every)
    if part.part not in (GONE, STANDING) or part.table not in models or not known(part, every):
        raise Damaged
    restored.let_go += since.repeat(cursor, part, models[part.table])


def known(part: Part, some: Columns) -> bool:
    return bool(part.columns) and set(part.columns) <= set(some.get(part.table, ()))


def count_on(cursor: Any, every: Columns) -> None:
    """Let every numbering go on after the highest number that is there."""
    for table in every:
        for one in connection.introspection.get_sequences(cursor, table):
            highest = SQL("SELECT max({}) FROM {}").format(listed(one["column"]), listed(table))
            cursor.execute(SQL("SELECT setval({}, ({}))").format(Literal(one["name"]), highest))


def tell_nobody_twice() -> None:
    """Put what fell due until now into the inboxes, and send nothing of it: it may have gone out before."""
    with suppress(ExceptionGroup), transaction.atomic():
        sweep()
    Delivery.objects.all().delete()


def refusal(fault: Exception) -> str:
    cause = fault.__cause__ or fault
    if isinstance(cause, psycopg2.errors.ForeignKeyViolation):
        return strangers()
    if isinstance(cause, (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected)):
        return _(
            "Somebody is writing just now. Please stop imago's web processes first. Nothing was changed."
        )
    return _("The database did not take it: %(fault)s. Nothing was changed.") % {
        "fault": type(cause).__name__
    }
