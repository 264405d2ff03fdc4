"""Which tables belong to the data, and which to the key store. A new table belongs to the data."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.sql import SQL, Identifier

# What opens: the copies of the data (an identity each), the words (data keys, each under a master key), and the door
# (who may sign in, and by what).
KEY_STORE_TABLES = frozenset(
    {
        "backups_copy",
        "vault_datakey",
        "vault_check",
        "couples_user",
        "account_emailaddress",
        "mfa_authenticator",
    }
)
# What nobody misses after a restore, and a thief of a backup could use. It is in no backup.
EXCLUDED_TABLES = {
    "account_emailconfirmation": "addresses that wait to be confirmed",
    "cache": "what throttles signing in",
    "couples_signinlink": "links that sign somebody in",
    "django_session": "who is signed in",
    "imago_web_heartbeat": "which processes run",
    "mail_outgoingmail": "mails on their way",
    "reminders_delivery": "what is on its way; sent twice is worse than not at all",
    "reminders_phone": "phones, each of which hangs on a session",
    "transcripts_parcel": "what was packed to be taken away, for a day",
    "vault_process": "which processes run here",
    "usersessions_usersession": "where somebody is signed in",
}
CODE_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission"})

TableColumns = dict[str, tuple[str, ...]]  # of each table, in order


def all_tables(cursor: Any) -> TableColumns:
    """Return all tables that a restore empties, with their columns."""
    ask = connection.introspection
    names = sorted(set(ask.table_names(cursor)) - CODE_TABLES)
    return {name: tuple(column.name for column in ask.get_table_description(cursor, name)) for name in names}


def key_store_tables(every: TableColumns) -> TableColumns:
    """Return the tables of the key store."""
    return {name: columns for name, columns in every.items() if name in KEY_STORE_TABLES}


def data_tables(every: TableColumns) -> TableColumns:
    """Return the tables of the data."""
    return {
        name: columns
        for name, columns in every.items()
        if name not in KEY_STORE_TABLES and name not in EXCLUDED_TABLES
    }


def applied_migrations() -> tuple[str, ...]:
    """Return the applied migrations as "app.name"."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def sql_identifiers(*names: str) -> Any:
    """Return names of tables or columns as SQL."""
    return SQL(", ").join(Identifier(name) for name in names)
