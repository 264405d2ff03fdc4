"""PostgreSQL plans each query without weighing all ways, for tests that open hundreds of pages of a few rows: there,
planning takes longer than reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SETTINGS = {
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_memoize": "off",
    "enable_material": "off",
}


@contextmanager
def quick_plans() -> Iterator[None]:
    """Within this context, on the connection of this thread."""
    run("".join(f"SET {name} = {value};" for name, value in SETTINGS.items()))
    yield
    run("".join(f"RESET {name};" for name in SETTINGS))


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
