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

from backups import backup_keys, tables, tombstones
from backups.archive import DATA, FORMAT, GONE, KEYS, ROWS, STANDING, Head, Part, Reader
from backups.encryption import Damaged, Foreign, Refused, decrypted
from backups.models import Copy
from backups.tables import Columns, listed
from reminders.models import Delivery
from reminders.scheduler import sweep
from vault import sealing, startup


@dataclass(frozen=True)
class Backup:
    """The two files of a backup: read through once, whole, of this version, and such as go together; and what opens
    each."""

    data: Path
    keys: Path
    opens_data: Sequence[Identity]
    opens_keys: Sequence[Identity]
    data_taken_at: datetime
    keys_taken_at: datetime


@dataclass
class Restored:
    """How many rows of each table came back, and how often a restore did once more what was let go since."""

    rows: Counter[str] = field(default_factory=Counter)
    let_go: int = 0


def look(data: Path, keys: Path, identities: Sequence[Identity]) -> Backup:
    """Read a backup through, to its end, before anything is touched. Refused where it cannot be restored here."""
    of_keys, sealed = look_at(keys, KEYS, identities)
    opens_data = list(backup_keys.opened(sealed, identities))
    try:
        of_data, _none = look_at(data, DATA, opens_data)
    except Foreign:
        raise Refused(strange(data, keys)) from None
    if of_keys.taken_at < of_data.taken_at:
        raise Refused(
            _("This key store is older than the data. Please take one of the same time, or a later one.")
        )
    return Backup(data, keys, opens_data, identities, of_data.taken_at, of_keys.taken_at)


def look_at(path: Path, kind: str, identities: Sequence[Identity]) -> tuple[Head, list[bytes]]:
    """The head of a file, and what opens copies of the data, as a key store has it."""
    sealed: list[bytes] = []
    with decrypted(path, identities) as line:
        archive = Reader(line)
        check(archive.head, kind)
        for part in archive.parts():
            while row := part.read():
                if part.table == Copy._meta.db_table:
                    sealed.append(part.blob(row, "identity"))
    return archive.head, sealed


def strange(data: Path, keys: Path) -> str:
    return _(
        "%(keys)s does not open %(data)s. Please take the key store of the same time, or one of the days after it."
    ) % {"keys": keys, "data": data}


def check(head: Head, kind: str) -> None:
    if head.imago != kind:
        raise Damaged
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
    with decrypted(backup.data, backup.opens_data) as line:
        for part in Reader(line).parts():
            load_rows(cursor, part, tables.of_the_data(every), restored)
    with decrypted(backup.keys, backup.opens_keys) as line:
        for part in Reader(line).parts():
            if part.part == ROWS:
                load_rows(cursor, part, tables.of_the_keys(every), restored)
            else:
                let_go_again(cursor, part, every, restored)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    count_on(cursor, every)
    startup.verify()
    tell_nobody_twice()
    return restored


def make_room(cursor: Any, every: Columns, replace: bool) -> None:
    cursor.execute(
        "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'"
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


def let_go_again(cursor: Any, part: Part, every: Columns, restored: Restored) -> None:
    models = tombstones.models_of(every)
    if part.part not in (GONE, STANDING) or part.table not in models or not known(part, every):
        raise Damaged
    restored.let_go += tombstones.repeat(cursor, part, models[part.table])


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
        sweep(throttled=False)
    Delivery.objects.all().delete()


def refusal(fault: Exception) -> str:
    cause = fault.__cause__ or fault
    if isinstance(cause, psycopg2.errors.ForeignKeyViolation):
        return _("This data and this key store do not belong together. Nothing was changed.")
    if isinstance(cause, (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected)):
        return _(
            "Somebody is writing just now. Please stop imago's web processes first. Nothing was changed."
        )
    return _("The database did not take it: %(fault)s. Nothing was changed.") % {
        "fault": type(cause).__name__
    }
