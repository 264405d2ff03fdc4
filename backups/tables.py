"""Which tables belong to the data, and which to the key store. A new table belongs to the data."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.sql import SQL, Identifier

# Everything that opens something: the data files (an identity each), the sealed text (data keys, each wrapped by a
# master key), and the accounts (who may sign in, and how).
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
# Not needed after a restore, and useful to someone who stole a backup. These are never backed up.
EXCLUDED_TABLES = {
    "account_emailconfirmation": "unconfirmed addresses",
    "backups_run": "when nightly copies were made",
    "cache": "sign-in throttling",
    "core_change": "changes of the last minutes, for open pages",
    "couples_admission": "links to sign up",
    "couples_signinlink": "sign-in links",
    "django_session": "sessions",
    "imago_web_heartbeat": "running processes",
    "mail_outgoingmail": "queued mail",
    "reminders_delivery": "reminders to send; twice is worse than not at all",
    "reminders_progress": "how far reminders were claimed; after a restore, everything due is looked at",
    "reminders_postponed": "reminders held back by a limit; they're found again",
    "reminders_phone": "push subscriptions, each tied to a session",
    "therapist_link": "links for a therapist, so that none that ended comes back",
    "therapist_opening": "when those were opened",
    "transcripts_parcel": "exports to download, for a day",
    "vault_process": "running processes and their master keys",
    "usersessions_usersession": "sessions by user",
}
# A restore leaves these as they are: what the code needs, and which processes are running here.
CODE_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission"})
PROCESS_TABLES = frozenset({"imago_web_heartbeat", "vault_process"})

TableColumns = dict[str, tuple[str, ...]]  # column names by table, in order


def all_tables(cursor: Any) -> TableColumns:
    """Return all tables that a restore empties, with their columns."""
    introspection = connection.introspection
    names = sorted(set(introspection.table_names(cursor)) - CODE_TABLES - PROCESS_TABLES)
    return {
        name: tuple(column.name for column in introspection.get_table_description(cursor, name))
        for name in names
    }


def key_store_tables(tables: TableColumns) -> TableColumns:
    """Return the tables of the key store."""
    return {name: columns for name, columns in tables.items() if name in KEY_STORE_TABLES}


def data_tables(tables: TableColumns) -> TableColumns:
    """Return the tables of the data."""
    return {
        name: columns
        for name, columns in tables.items()
        if name not in KEY_STORE_TABLES and name not in EXCLUDED_TABLES
    }


def applied_migrations() -> tuple[str, ...]:
    """Return the applied migrations as "app.name"."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def sql_identifiers(*names: str) -> Any:
    """Return names of tables or columns as SQL."""
    return SQL(", ").join(Identifier(name) for name in names)
