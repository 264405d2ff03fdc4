"""Writes a partner's own list, and shows it to the other or not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from caring import not_now
from caring.models import Line, ShownList
from caring.not_now import digest
from change_requests import checklist
from core.exceptions import StaleVersion
from core.text_matching import Translate
from couples.models import Partner

MAX_LINES = 40  # a list, not a catalogue
ADVICE = ("specific", "positive")  # of the checklist for wishes; a line needs no days and no end


class ListFull(Exception):
    """There are as many lines as a list can have."""


@transaction.atomic
def add_line(owner: Partner, part: str, text: str) -> Line:
    """Add a line. The same words in the same part are there once. Raises ListFull."""
    Partner.objects.select_for_update(no_key=True).get(pk=owner.pk)
    lines = list(Line.objects.of(owner))
    same = (line for line in lines if line.part == part and digest(line.text) == digest(text))
    if line := next(same, None):
        return line
    if len(lines) >= MAX_LINES:
        raise ListFull
    return Line.objects.create(owner=owner, part=part, text=text)


@transaction.atomic
def change_line(line: Line, part: str, text: str, seen: int) -> None:
    """Change a line over the version that was seen. Raises StaleVersion."""
    row = Line.objects.of(line.owner).select_for_update(of=("self",)).get_or_404(line.pk)
    if (row.part, row.text) == (part, text):
        return
    if row.version != seen:
        raise StaleVersion
    row.part, row.text, row.version = part, text, row.version + 1
    row.save(update_fields=["part", "text", "version"])


def show_list(owner: Partner) -> None:
    """Let the other read the list, with what is added later."""
    ShownList.objects.get_or_create(owner=owner)
    not_now.prepare(owner.other())


def withdraw_list(owner: Partner) -> None:
    """Stop showing the list. What was said or picked from it stays said and picked."""
    ShownList.objects.filter(owner=owner).delete()


def is_shown(owner: Partner) -> bool:
    """Whether the other can read this partner's list."""
    return ShownList.objects.filter(owner=owner).exists()


def mark_opened(reader: Partner) -> None:
    """Record that the other's list was opened, so that home no longer says it's new."""
    lists = ShownList.objects.filter(owner__couple=reader.couple_id, opened_at=None)
    lists.exclude(owner=reader).update(opened_at=timezone.now())


def advice(text: str, translate: Translate) -> list[str]:
    """Return what would make a line easier to picture and to give, or, if it may not be safe, only that."""
    findings = checklist.apply_rules(text, None, translate)
    hints = [finding.missing for finding in findings if finding.name in ADVICE and finding.missing]
    danger = checklist.safety_notice(text, translate)
    return [danger] if danger else hints
