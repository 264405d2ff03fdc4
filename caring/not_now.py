"""What a partner can't give now. Only they know: their pages and choices leave it out, and nothing else changes.

A line is kept out of sight by its row and by its words, so that rewording it or writing it once more doesn't bring it
back. Of its words only a digest is stored, which goes on holding when the line is deleted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from django.db import transaction

from caring.models import Line, NotNow
from couples.models import Partner


def digest(text: str) -> str:
    """Return what tells the same words again, whatever their case, spaces and punctuation."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return hashlib.sha256(words.encode()).hexdigest()


def marks_of(line: Line) -> set[str]:
    """Return the marks of a line: its row, and its words."""
    return {str(line.pk), digest(line.text)}


def marks_by(partner: Partner) -> set[str]:
    """Return what this partner has put away."""
    row = NotNow.objects.filter(partner=partner).select_related("partner__user__profile").first()
    return row.marks if row else set()


def prepare(partner: Partner) -> None:
    """Create the row, so that reading it takes the same time from the start."""
    NotNow.objects.get_or_create(partner=partner, defaults={"marks_text": "[]"})


@transaction.atomic
def put_away(partner: Partner, line: Line) -> None:
    """Keep one of the other's lines out of this partner's sight."""
    row = lock_marks(partner)
    store(row, row.marks | marks_of(line))


@transaction.atomic
def bring_back(partner: Partner, line: Line) -> None:
    """Show this partner a line again."""
    row = lock_marks(partner)
    store(row, row.marks - marks_of(line))


def lock_marks(partner: Partner) -> NotNow:
    """Return the partner's row, locked until the transaction ends."""
    prepare(partner)
    return (
        NotNow.objects.select_related("partner__user__profile")
        .select_for_update(of=("self",))
        .get(partner=partner)
    )


def store(row: NotNow, marks: Iterable[str]) -> None:
    """Store these marks."""
    row.marks_text = json.dumps(sorted(marks))
    row.save(update_fields=["marks_text"])


def sort_lines(reader: Partner) -> tuple[list[Line], list[Line]]:
    """Return the other's lines as this reader sees them, and those they have put away."""
    marks = marks_by(reader)
    visible: list[Line] = []
    away: list[Line] = []
    for line in Line.objects.shown_to(reader):
        (away if marks & marks_of(line) else visible).append(line)
    return visible, away
