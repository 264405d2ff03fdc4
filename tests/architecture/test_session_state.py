"""No SQL leaves state on its connection, which a pooler lends to another client after each transaction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_imports import modules

LEFT_BEHIND = re.compile(
    r"""(?x) (?:^|;)\s*(?:
        SET\ (?!LOCAL|TRANSACTION|CONSTRAINTS)\w | RESET\  | PREPARE\  | LISTEN\  | DISCARD\  | DECLARE\ .*WITH\ HOLD
    ) | pg_(?:try_)?advisory_(?:un)?lock(?:_shared)?\( | set_config\([^)]*,\s*false\) | pg_temp\.""",
)


WORDS = re.compile(r"\b(SET|RESET|PREPARE|LISTEN|DISCARD|DECLARE|set_config|pg_temp)\b|advisory")


def texts(path: Path) -> Iterator[str]:
    """The string literals of a module, any of which may be SQL; of an f-string, its pieces."""
    source = path.read_text()
    for node in ast.walk(ast.parse(source)) if WORDS.search(source) else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_nothing_is_left_behind_on_a_connection():
    found = [(path, text) for path in modules() for text in texts(path) if LEFT_BEHIND.search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("sql", "stays"),
    [
        ("SELECT pg_advisory_lock(1)", True),
        ("SELECT pg_try_advisory_lock(%s)", True),
        ("SELECT pg_try_advisory_xact_lock(%s)", False),
        ("SELECT 1; SET lock_timeout = '2s'", True),
        ("SET LOCAL lock_timeout = '2s'; SET LOCAL datestyle = 'ISO'", False),
        ("UPDATE couples_user SET password = ''", False),
        ("SELECT set_config('lock_timeout', %s, true)", False),
        ("SELECT set_config('lock_timeout', %s, false)", True),
        ("LISTEN moves", True),
    ],
)
def test_what_would_stay_is_known(sql: str, stays: bool):
    assert bool(LEFT_BEHIND.search(sql)) is stays
