"""Statements as text, for the few places where each move passes: composing a queryset costs more than its query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def fetch_value(statement: str, parameters: Sequence[Any]) -> Any:
    """Return what a database function returns. Bypasses Django's cursor, which costs a quarter more."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def fetch_models(
    model: type[M], columns: Sequence[str], statement: str, parameters: Sequence[Any]
) -> list[M]:
    """Return the instances of a statement that selects these columns, in the order of the model's fields."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [model.from_db("default", columns, row) for row in cursor.fetchall()]
