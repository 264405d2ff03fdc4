"""A list as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable

from caring.models import Line
from caring.parts import PARTS, Part


def by_part(lines: Iterable[Line]) -> list[tuple[Part, list[Line]]]:
    """Return the parts that have lines, with these."""
    found = list(lines)
    parts = [(part, [line for line in found if line.part == part.name]) for part in PARTS]
    return [(part, rows) for part, rows in parts if rows]
