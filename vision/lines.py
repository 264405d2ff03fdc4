"""Writes lines that are their author's alone: create, change, delete, and offer them when it's time to read one."""

from __future__ import annotations

from django.db import transaction
from django.shortcuts import get_object_or_404

from core.exceptions import StaleVersion
from core.form_utils import idempotency_key
from couples.models import Partner
from vault.fields import is_readable, text_or_blank
from vision.line_data import LineDetails
from vision.models import DreamLine, SharedLine


def create_line(owner: Partner, details: LineDetails, key: str) -> DreamLine:
    """Create a line. Repeating the key creates no second one, unless the words differ."""
    line = DreamLine(owner=owner, key=key, details_text=details.dump())
    DreamLine.objects.bulk_create([line], ignore_conflicts=True)
    stored: DreamLine = DreamLine.objects.of(owner).get(key=key)
    if stored.details == details:
        return stored
    line.key = idempotency_key()
    line.save(force_insert=True)
    return line


@transaction.atomic
def update_line(line: DreamLine, details: LineDetails, seen: int) -> None:
    """Store other words or another weight over version `seen`. Raises StaleVersion, or Http404 if it was deleted."""
    rows = DreamLine.objects.select_for_update(of=("self",)).select_related("owner__user__profile")
    locked: DreamLine = get_object_or_404(rows, pk=line.pk)
    if details == locked.details:
        return
    if seen != locked.version:
        raise StaleVersion
    locked.details_text = details.dump()
    locked.version += 1
    locked.save(update_fields=["details_text", "version"])


def write_back(owner: Partner, words: str) -> None:
    """Give someone their words from the page back as a line of their own, unless they have it."""
    if words and words not in (line.details.words for line in DreamLine.objects.of(owner)):
        create_line(owner, LineDetails(words), idempotency_key())


def readable_lines(owner: Partner) -> list[DreamLine]:
    """Return the lines that can be opened, what matters most first."""
    lines = [line for line in DreamLine.objects.of(owner) if is_readable(line.details_text)]
    return sorted(lines, key=lambda line: -(line.details.matters or 0))


def own_words(partner: int) -> list[str]:
    """Return the lines that a partner may read: first what isn't on the page yet, then what is."""
    owner = Partner.objects.select_related("couple", "user__profile").get(pk=partner)
    own = [line.details.words for line in readable_lines(owner)]
    rows = SharedLine.objects.for_partner(owner).filter(owner=owner)
    kept = [words for words in (text_or_blank(row.words) for row in rows) if words]
    return list(dict.fromkeys([*(words for words in own if words not in kept), *kept]))
