"""What a partner can't give now. Only they know: their pages and choices leave it out, and nothing else changes.

A line is kept out of sight by its row and by its words, so that rewording it or writing it once more doesn't bring it
back. Of its words only a digest is stored, which goes on holding when the line is deleted. Both go when it's brought
back, even if it was reworded since.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from caring.models import Line, NotNow
from couples.models import Partner
from vault.fields import is_readable


class SortedLines(NamedTuple):
    """The other's lines that a reader sees, and those they've put away. Both are empty while that can't be opened."""

    visible: list[Line]
    away: list[Line]
    are_readable: bool = True


def digest(text: str) -> str:
    """Return what tells the same words again, whatever their case, spaces and punctuation."""
    words = " ".join("".join(map(letter_or_space, unicodedata.normalize("NFKC", text).casefold())).split())
    return hashlib.sha256((words or text).encode()).hexdigest()


def letter_or_space(sign: str) -> str:
    """Return a space for punctuation, spaces and controls. Emoji, and some scripts' vowel signs, tell words apart."""
    return " " if unicodedata.category(sign)[0] in "PZC" else sign


def is_away(line: Line, marks: Mapping[str, str]) -> bool:
    """Return whether this line, or one with its words, was put away."""
    return str(line.pk) in marks or digest(line.text) in marks.values()


def marks_by(partner: Partner) -> dict[str, str] | None:
    """Return what this partner has put away: the digest of each line's words, by its row; None if that
    can't be opened."""
    row = NotNow.objects.filter(partner=partner).select_related("partner__user__profile").first()
    if row and not is_readable(row.marks_text):
        return None
    return row.marks if row else {}


def prepare(partner: Partner) -> None:
    """Create the row, so that reading it takes the same time from the start."""
    NotNow.objects.get_or_create(partner=partner, defaults={"marks_text": "{}"})


@transaction.atomic
def put_away(partner: Partner, line: Line) -> None:
    """Keep one of the other's lines out of this partner's sight."""
    row = lock_marks(partner)
    store(row, row.marks | {str(line.pk): digest(line.text)})


@transaction.atomic
def bring_back(partner: Partner, line: Line) -> None:
    """Show this partner a line again."""
    row = lock_marks(partner)
    same = str(line.pk), digest(line.text)
    store(row, {pk: words for pk, words in row.marks.items() if pk != same[0] and words != same[1]})


def lock_marks(partner: Partner) -> NotNow:
    """Return the partner's row, locked until the transaction ends."""
    prepare(partner)
    return (
        NotNow.objects.select_related("partner__user__profile")
        .select_for_update(of=("self",))
        .get(partner=partner)
    )


def store(row: NotNow, marks: Mapping[str, str]) -> None:
    """Store these marks, unless they'd replace some that can't be opened right now."""
    if is_readable(row.marks_text):
        row.marks_text = json.dumps(marks)
        row.save(update_fields=["marks_text"])


def sort_lines(reader: Partner) -> SortedLines:
    """Return the other's lines for this reader."""
    marks = marks_by(reader)
    if marks is None:
        return SortedLines([], [], are_readable=False)
    lines = SortedLines([], [])
    for line in Line.objects.shown_to(reader):
        (lines.away if is_away(line, marks) else lines.visible).append(line)
    return lines
