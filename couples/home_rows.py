"""What every page asks of the database: which rooms have anything for a partner, and what that is.

Composing a statement from querysets takes ten times as long as executing it, so it's written for anyone, kept, and
executed with the values of whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from couples.models import Partner


class Later(Expression):
    """A parameter that isn't known until the statement is executed: an attribute of whoever asks."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a place for the parameter, and itself as what goes there."""
        return "%s", (self,)


class StandIn(Later):
    """Takes a partner's place in a queryset, with what selectors ask of one."""

    pk = Later("pk")
    user = user_id = Later("user_id")
    couple_id = Later("couple_id")


ANYONE = cast(Partner, StandIn("pk"))


@dataclass(frozen=True)
class Statement:
    """Whether any row exists, as SQL and its parameters."""

    sql: str
    params: Sequence[Any] = ()

    def params_of(self, me: Partner) -> list[Any]:
        """Return the parameters with this partner's values."""
        return [getattr(me, param.attribute) if isinstance(param, Later) else param for param in self.params]


def write_statement(querysets: Iterable[QuerySet[Any]]) -> Statement:
    """Return the statement that one of these querysets, made for `ANYONE`, has a row."""
    written = [statement for rows in querysets if (statement := exists_statement(rows))]
    return Statement(
        " OR ".join(statement.sql for statement in written) or "FALSE",
        [param for statement in written for param in statement.params],
    )


def exists_statement(rows: QuerySet[Any]) -> Statement | None:
    """Return the statement that this queryset has a row; None if it never can."""
    try:
        sql, params = rows.query.exists().sql_with_params()
    except EmptyResultSet:
        return None
    return Statement(f"EXISTS({sql})", params)


def execute(statements: Sequence[Statement], me: Partner) -> list[bool]:
    """Return whether each is true for this partner, with one query."""
    asked = Statement(
        "SELECT " + ", ".join(statement.sql for statement in statements),
        [param for statement in statements for param in statement.params],
    )
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.params_of(me))
        return list(cursor.fetchone())


Rows = Callable[..., QuerySet[Any]]


def fetch(rows: Rows, me: Partner, *values: date) -> list[Any]:
    """Return a partner's rows of a queryset that is composed once for everyone, and again for other values.

    As the `rows` of a home source, it may use no clock except the database's.
    """
    written, composed, statement = write_rows(rows, *values)
    found, compiler = written.all(), copy(composed)
    compiler.connection = connection
    compiler.as_sql = lambda *_, **__: (statement.sql, tuple(statement.params_of(me)))  # type: ignore[method-assign]
    found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    return list(found)


@lru_cache
def write_rows(rows: Rows, *values: date) -> tuple[QuerySet[Any], SQLCompiler, Statement]:
    """Return a queryset made for `ANYONE`, the compiler that has composed it, and its statement."""
    written = rows(ANYONE, *values)
    compiler = written.query.get_compiler(connection=connection)
    return written, compiler, Statement(*compiler.as_sql())
