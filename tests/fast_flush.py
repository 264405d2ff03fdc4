"""Empties the database after a live test.

Django would truncate every table, which takes long and may lock out a web process that is just asking.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from vault import startup

KEPT = {"django_migrations", "django_content_type"}


def empty(_: Any = None) -> None:
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        deletes = "".join(f'DELETE FROM "{table}";' for table in tables)
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes} COMMIT")
    startup.verify_keys()  # the empty database belongs to the keys of the tests again


def use() -> None:
    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]
