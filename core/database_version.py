"""Which version of imago last set up the database, as a comment on the table of migrations."""

from __future__ import annotations

from django.db import connection

from core.version import VERSION


def record_version() -> None:
    """Record that this version has set up the database."""
    if recorded_version() != VERSION:
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE django_migrations IS %s", [f"imago {VERSION}"])


def recorded_version() -> str:
    """Return the version that last set up the database, or "" if it was one that didn't record itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        comment: str | None = cursor.fetchone()[0]
    return (comment or "").removeprefix("imago ")
