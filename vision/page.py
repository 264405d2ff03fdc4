"""The couple's page. `keep_lines` and `take_back` are its only writers, and each locks it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from couples.models import Couple, Partner
from couples.signals import handover_changed
from vault.fields import text_or_blank
from vision.lines import write_back
from vision.models import Joining, Page, SharedLine
from vision.read_lines import ReadLine


@transaction.atomic
def keep_lines(couple: Couple, dialogue: uuid.UUID, read: Sequence[ReadLine]) -> None:
    """Put the lines that two partners agreed to keep on their page. Repeating it changes nothing.

    A line that stood there already is kept as it was read last: joined or apart.
    """
    Page.objects.get_or_create(couple=couple, defaults={"agreed_on": timezone.localdate()})
    page = Page.objects.select_for_update().get(couple=couple)
    partners = {
        one.slot: one
        for one in Partner.objects.select_related("couple", "user__profile").filter(couple=couple)
    }
    for line in read:
        keep_line(page, dialogue, line, partners)
    page.agreed_on = timezone.localdate()
    page.save(update_fields=["agreed_on"])
    handover_changed.send(Page, couples=[couple.pk])


def keep_line(page: Page, dialogue: uuid.UUID, line: ReadLine, partners: dict[int, Partner]) -> None:
    """Put one line on the page in place of the same one, with the other's joining if there was one."""
    owner = partners[line.slot]
    rows = SharedLine.objects.filter(page=page, owner=owner).with_people()
    row = next((one for one in rows if text_or_blank(one.words) == line.words), None)
    if row is None:
        row = SharedLine(page=page, owner=owner, dialogue_id=dialogue, seq=line.seq, words=line.words)
        row.save(force_insert=True)
    Joining.objects.filter(line=row).delete()
    if line.joined is not None:
        Joining.objects.create(line=row, author=partners[1 - line.slot], words=line.joined)


@transaction.atomic
def take_back(me: Partner, pk: uuid.UUID) -> None:
    """Take one's own words off the page at once: a line with all that hangs on it, or one's joining of the other's.

    Whoever wrote the words gets them back among their own lines. Raises Http404 where nothing is one's own.
    """
    if not Page.objects.select_for_update().filter(couple=me.couple_id).exists():
        raise Http404
    row = SharedLine.objects.for_partner(me).filter(pk=pk).first()
    joining = joining_of(row) if row else None
    if row and row.owner_id == me.pk:
        take_off(row, joining)
    elif joining and joining.author_id == me.pk:
        write_back(joining.author, text_or_blank(joining.words))
        joining.delete()
    else:
        raise Http404
    handover_changed.send(Page, couples=[me.couple_id])


def take_off(row: SharedLine, joining: Joining | None) -> None:
    """Delete a line, and give both their own words back."""
    write_back(row.owner, text_or_blank(row.words))
    if joining:
        write_back(joining.author, text_or_blank(joining.words))
    row.delete()


def joining_of(row: SharedLine) -> Joining | None:
    """Return the other's joining of a line."""
    return getattr(row, "joining", None)


@dataclass(frozen=True)
class PageView:
    """A couple's page as both read it: what they share, and what stays each one's own."""

    agreed_on: date
    shared: list[SharedLine]
    apart: list[tuple[Partner, list[SharedLine]]]


def read_page(me: Partner) -> PageView | None:
    """Return the page of this partner's couple; None while nothing is on it."""
    lines = list(SharedLine.objects.for_partner(me).select_related("page"))
    if not lines:
        return None
    alone = [line for line in lines if not joining_of(line)]
    both = sorted((me, me.other()), key=lambda partner: partner.slot)
    apart = [(one, [line for line in alone if line.owner_id == one.pk]) for one in both]
    shared = [line for line in lines if joining_of(line)]
    return PageView(lines[0].page.agreed_on, shared, [(one, own) for one, own in apart if own])
