"""For tests that open hundreds of pages of a few rows each.

PostgreSQL plans their queries without weighing all ways, which takes it longer than reading. Django's test client notes
no templates and contexts, which takes a tenth of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.template.base import Template

SETTINGS = {
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_memoize": "off",
    "enable_material": "off",
}


@contextmanager
def many_pages() -> Iterator[None]:
    """Within this context, pages that this thread asks for come quicker; `response.context` is None."""
    run("".join(f"SET {name} = {value};" for name, value in SETTINGS.items()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
        yield
    run("".join(f"RESET {name};" for name in SETTINGS))


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
