"""One statement that asks which rooms have anything for a partner.

It's on every page. Composing it from querysets takes ten times as long as executing it, so it's written for anyone,
kept, and executed with the values of whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet

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
    params = [param for statement in statements for param in statement.params]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(statement.sql for statement in statements),
            [getattr(me, param.attribute) if isinstance(param, Later) else param for param in params],
        )
        return list(cursor.fetchone())
