"""Checks that the database is one that this version can work with.

During an update, and after a rollback, it is newer than the code. That does no harm, because migrations only add. One
that removes something is called `NNNN_contract_...`, and versions that don't know it refuse to start on its database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from runtime.instance import ROOT

CONTRACT = re.compile(r"\d{4}_contract_")
RETIRED = {("couples", "0002_links")}  # ran in early databases before becoming part of 0001_initial
COLUMNS = """
    SELECT c.relname, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' END, 'default ' || pg_get_expr(d.adbin, d.adrelid))
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p')
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = %s::regnamespace AND conrelid <> 0 AND contype <> 'n'
"""
INDEXES = r"""
    SELECT c.relname, regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (.*)INDEX \S+ ON \S+', '\1INDEX')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = %s::regnamespace
"""


class SchemaMismatch(Exception):
    """The database belongs to another version; the message is user-facing."""


@dataclass
class Schema:
    """Tables with each column's definition, and each table's constraints and indexes without their names."""

    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    constraints: set[tuple[str, str]] = field(default_factory=set)
    indexes: set[tuple[str, str]] = field(default_factory=set)


def newer_migrations(loader: MigrationLoader | None = None) -> set[tuple[str, str]]:
    """Return the migrations that the database has run and this version doesn't have.

    Raises SchemaMismatch if any of them may have removed something that this version needs.
    """
    loader = loader or MigrationLoader(connection)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations) - replaced - RETIRED
    if harmful := {(app, name) for app, name in unknown if CONTRACT.match(name) or is_of_others(app)}:
        raise SchemaMismatch(
            _(
                "A newer version of imago has already changed this database (%(migration)s). Please start that"
                " version, or restore a backup from before the update."
            )
            % {"migration": ".".join(max(harmful))}
        )
    return unknown


def is_of_others(app: str) -> bool:
    """Return whether the app comes from a package, whose migrations may do anything."""
    config = apps.app_configs.get(app)
    return config is not None and (ROOT / config.path).parent != ROOT  # the virtual environment is below it


def check_migrated() -> None:
    """Raises SchemaMismatch unless the database has run this version's migrations, and none that breaks it."""
    loader = MigrationLoader(connection)
    newer_migrations(loader)
    if missing := set(loader.graph.nodes) - set(loader.applied_migrations):
        raise SchemaMismatch(
            _(
                "The database isn't ready for this version of imago (%(migration)s). Please run"
                " `manage.py setup` first."
            )
            % {"migration": ".".join(min(missing))}
        )


def check_schema() -> None:
    """Raises SchemaMismatch unless tables, columns, constraints and indexes are those of this version.

    Tables and indexes that someone added do no harm.
    """
    if differences := compare(*actual_and_expected()):
        more = _(" (and %(count)d more)") % {"count": len(differences) - 1} if differences[1:] else ""
        raise SchemaMismatch(
            _(
                "This database doesn't match this version of imago: %(what)s%(more)s. Please restore your last"
                " backup, or go back to the version that wrote this data."
            )
            % {"what": differences[0], "more": more}
        )


def actual_and_expected() -> tuple[Schema, Schema]:
    """The actual schema, and the one the migrations produce, built in temporary tables and dropped again."""
    state = MigrationLoader(connection).project_state()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        actual = read_schema(cursor, cursor.fetchone()[0])
        cursor.execute("SET LOCAL search_path TO pg_temp, public")
        with connection.schema_editor(atomic=False) as editor:
            for model in state.apps.get_models():
                editor.create_model(model)
        cursor.execute("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()")
        expected = read_schema(cursor, cursor.fetchone()[0])
        transaction.set_rollback(True)
    return actual, expected


def read_schema(cursor: Any, schema: str) -> Schema:
    """Return the actual schema."""
    found = Schema()
    cursor.execute(COLUMNS, [schema])
    for table, column, definition in cursor.fetchall():
        found.tables.setdefault(table, {})[column] = definition
    cursor.execute(CONSTRAINTS, [schema])
    found.constraints = {(table, normalize_definition(rule)) for table, rule in cursor.fetchall()}
    cursor.execute(INDEXES, [schema])
    found.indexes = {(table, normalize_definition(rule)) for table, rule in cursor.fetchall()}
    return found


def normalize_definition(rule: str) -> str:
    """A rule without casts and their parentheses, which PostgreSQL writes differently after a restore."""
    return re.sub(r"::[a-z ]+(\[\])?|[()]", "", rule).replace("  ", " ")


def compare(actual: Schema, expected: Schema) -> list[str]:
    """The differences as phrases, the most important first."""
    missing = sorted(set(expected.tables) - set(actual.tables))
    differences = [_("the table %(table)s is missing") % {"table": table} for table in missing]
    known = sorted(set(expected.tables) & set(actual.tables))
    for table in known:
        differences += compare_columns(table, actual.tables[table], expected.tables[table])
    lacking = (expected.constraints - actual.constraints) | (expected.indexes - actual.indexes)
    differences += [
        _("%(table)s lacks “%(rule)s”") % {"table": table, "rule": rule}
        for table, rule in sorted(lacking)
        if table in known
    ]
    differences += [
        _("%(table)s has an unexpected “%(rule)s”") % {"table": table, "rule": rule}
        for table, rule in sorted(actual.constraints - expected.constraints)
        if table in known
    ]
    return differences


def compare_columns(table: str, actual: dict[str, str], expected: dict[str, str]) -> list[str]:
    """Return how a table's columns differ."""
    differences = []
    for column in sorted(actual.keys() | expected.keys()):
        told = {"column": f"{table}.{column}", "is": actual.get(column), "should": expected.get(column)}
        if column not in actual:
            differences.append(_("the column %(column)s is missing") % told)
        elif column not in expected:
            differences.append(_("the column %(column)s is unexpected") % told)
        elif actual[column] != expected[column]:
            differences.append(_("the column %(column)s is “%(is)s”, not “%(should)s”") % told)
    return differences
