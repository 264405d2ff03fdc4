"""The previous version works with an updated database, because migrations only add."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AlterField,
    AlterModelTable,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from runtime.schema_check import CONTRACT
from tests.upgrades import freeze_code

TAKING = (
    AddConstraint,
    AlterModelTable,
    AlterUniqueTogether,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
TAKING_SQL = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|VIEW|FUNCTION|TYPE|SEQUENCE)|RENAME|(?<!AFTER )TRUNCATE|SET\s+NOT\s+NULL|TYPE\s+USING)\b",
    re.I,
)
ADDING_SQL = re.compile(r"ADD\s+COLUMN[^,;]*NOT\s+NULL(?![^,;]*DEFAULT)(?![^,;]*GENERATED)", re.I)
HOW = (
    "The version before this one goes on using the table during the update: only add, columns nullable or with"
    " `db_default`. Take away what no version needs any more in a migration called NNNN_contract_..."
)


def harm(operation: Operation, state: ProjectState, app: str, new: set[str]) -> str:
    """What breaks older code, or "". `new` are the models that it doesn't know."""
    if isinstance(operation, RunSQL):
        sql = str(operation.sql)
        return "SQL that takes away" if TAKING_SQL.search(sql) or ADDING_SQL.search(sql) else ""
    model = model_of(operation)
    if model in new:
        return ""
    if isinstance(operation, TAKING):
        return f"{model}: something is dropped, renamed or forbidden"
    if isinstance(operation, AddField) and not may_be_left_out(operation.field):
        return f"{model}.{operation.name} has no default in the database"
    if isinstance(operation, AlterField) and is_narrowed(operation, state, app):
        return f"{model}.{operation.name} takes less than before"
    return ""


def model_of(operation: Operation) -> str:
    names = (getattr(operation, name, "") for name in ("model_name", "old_name", "name"))
    return next(filter(None, names), "").lower()


def may_be_left_out(field: models.Field) -> bool:
    """Whether older code can insert a row without naming this column."""
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


def is_narrowed(operation: AlterField, state: ProjectState, app: str) -> bool:
    before = state.models[app, operation.model_name_lower].fields[operation.name]
    type_before, type_after = (field.db_type(connection) for field in (before, operation.field))
    return (before.null and not operation.field.null) or type_before != type_after


def flat(operations: Iterable[Operation]) -> list[Operation]:
    """The operations that touch the database, nested ones included."""
    parts = [
        flat(operation.database_operations)
        if isinstance(operation, SeparateDatabaseAndState)
        else [operation]
        for operation in operations
    ]
    return sum(parts, [])


def harms(migration: Migration, state: ProjectState, new: set[str]) -> list[str]:
    found = []
    operations = flat(migration.operations)
    new |= {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
    for operation in operations:
        if what := harm(operation, state, migration.app_label, new):
            found.append(f"{migration}: {what}")
        operation.state_forwards(migration.app_label, state)
    return found


@pytest.mark.django_db
def test_migrations_since_the_last_version_only_add():
    loader = MigrationLoader(connection)
    known = freeze_code.migrations(freeze_code.BEFORE)
    apps = {app for app, _ in known}
    came = [key for key in loader.graph.nodes if key[0] in apps and key not in known]
    new: set[str] = set()
    found = []
    for app, name in sorted(came):
        if not CONTRACT.match(name):
            state = loader.project_state((app, name), at_end=False)
            found += harms(loader.disk_migrations[app, name], state, new)
    assert found == [], HOW


STATE = ProjectState()
CreateModel(
    "Wish", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]
).state_forwards("wishes", STATE)


def migration_of(operation: Operation) -> Migration:
    migration: Migration = type("Migration", (Migration,), {"operations": [operation]})("0002_x", "wishes")
    return migration


@pytest.mark.parametrize(
    "operation",
    [
        AddField("wish", "weight", models.IntegerField(default=1)),
        RemoveField("wish", "text"),
        RenameField("wish", "text", "words"),
        DeleteModel("Wish"),
        RenameModel("Wish", "Hope"),
        AlterField("wish", "text", models.CharField(max_length=9)),
        AddConstraint("wish", models.UniqueConstraint(fields=["text"], name="once")),
        RunSQL("ALTER TABLE wishes_wish DROP COLUMN text"),
        RunSQL("ALTER TABLE wishes_wish ADD COLUMN weight int NOT NULL"),
        SeparateDatabaseAndState(database_operations=[RemoveField("wish", "text")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_operations_that_remove_are_found(operation: Operation):
    migration = migration_of(operation)
    assert len(harms(migration, STATE.clone(), set())) == 1


@pytest.mark.parametrize(
    "operation",
    [
        AddField("wish", "weight", models.IntegerField(null=True)),
        AddField("wish", "weight", models.IntegerField(db_default=1)),
        AlterField("wish", "text", models.TextField(null=True)),
        CreateModel("Hope", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
        RunSQL("ALTER TABLE wishes_wish ADD COLUMN weight int NOT NULL DEFAULT 1, ADD COLUMN more text"),
        RunSQL("DROP TRIGGER IF EXISTS note ON wishes_wish; CREATE INDEX ON wishes_wish (text)"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_operations_that_only_add_are_allowed(operation: Operation):
    migration = migration_of(operation)
    assert harms(migration, STATE.clone(), set()) == []
