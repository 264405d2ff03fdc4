"""Statements that bypass the ORM, for the few places where it costs more than the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
COPY_HEADER, COPY_END = 19, b"\xff\xff"  # bytes before the first row, and after the last


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


def copy_rows(query: QuerySet[Any, Any], use: Callable[[bytes], None]) -> None:
    """Call `use` with each row of a query, as binary COPY writes it: the number of columns (two bytes), then each
    column after its length (four). For 100,000 small rows: no tuples are made, and PostgreSQL reads on meanwhile."""
    try:
        statement, parameters = query.query.sql_with_params()
    except EmptyResultSet:
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        written = cursor.mogrify(statement, parameters).decode()
        cursor.copy_expert(f"COPY ({written}) TO STDOUT (FORMAT binary)", CopiedRows(use))


class CopiedRows:
    """The file that COPY writes to, row by row."""

    def __init__(self, use: Callable[[bytes], None]) -> None:
        self.use, self.skip = use, COPY_HEADER

    def write(self, content: bytes) -> None:
        """Pass on a row."""
        row, self.skip = content[self.skip :], 0
        if row and row != COPY_END:
            self.use(row)
