"""What becomes of the picture: its owner's words for it, what they share, and what the partner says to that."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from couples.models import Couple, Partner
from workup.findings import Part, Picture, Source, sources
from workup.models import Shared, SharedQuerySet, Thanks, Wording, Workup
from workup.saving import answers_of


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the picture as its owner finds it: the proposal, their own words for it if these still answer to it,
    what they once wrote to another proposal, and whether and how it is shared."""

    part: Part
    words: str
    is_confirmed: bool = False
    earlier: str = ""
    shared: Shared | None = None

    @property
    def is_shared_otherwise(self) -> bool:
        """Whether the partner reads other words than the present ones."""
        return self.shared is not None and self.shared.words != self.words


def tell(workup: Workup, picture: Picture, partner: Partner | None) -> list[Told]:
    """All parts of a picture, with what its owner made of them."""
    wordings = {row.part: row for row in workup.wordings.all()}
    shared = (
        {row.part: row for row in Shared.objects.by(partner).filter(taken_back_at=None)} if partner else {}
    )
    return [told(part, wordings.get(part.name), shared.get(part.name)) for part in picture.parts]


def told(part: Part, wording: Wording | None, shared: Shared | None) -> Told:
    if wording is None:
        return Told(part, part.words, shared=shared)
    if wording.proposal != part.words:
        return Told(part, part.words, earlier=wording.words, shared=shared)
    return Told(part, wording.words, is_confirmed=True, shared=shared)


def confirm(workup: Workup, part: Part, words: str) -> None:
    """Store the owner's words for a part; empty ones bring the proposal back."""
    if not words:
        workup.wordings.filter(part=part.name).delete()
        return
    with transaction.atomic():
        Workup.objects.select_for_update().get(pk=workup.pk)
        row = workup.wordings.filter(part=part.name).first() or Wording(workup=workup, part=part.name)
        row.words, row.proposal = words, part.words
        row.save()


@transaction.atomic
def share(partner: Partner, workup: Workup, told: Told) -> None:
    """Let the other read a part as it is worded now, in the place of what they read of it before."""
    Partner.objects.select_for_update().get(pk=partner.pk)
    row = Shared.objects.by(partner).filter(part=told.part.name, taken_back_at=None).first()
    row = row or Shared(owner=partner, workup=workup, part=told.part.name)
    row.workup, row.words = workup, told.words
    row.sources = json.dumps([[one.question, one.about, one.item] for one in told.part.sources])
    row.save()


@transaction.atomic
def take_back(partner: Partner, shared: Shared) -> None:
    """Take a part back. Its words go, and what was said to them; only that there was something stays."""
    blank(Shared.objects.filter(owner=partner, pk=shared.pk, taken_back_at=None))


def end_of(couple: Couple) -> None:
    """When one has left, what the two let each other read goes. Their workups stay with them."""
    blank(Shared.objects.filter(owner__couple=couple, taken_back_at=None))


def blank(rows: SharedQuerySet) -> None:
    Thanks.objects.filter(shared__in=rows).delete()
    rows.update(words=None, sources=None, part="", taken_back_at=timezone.now())


def shared_by(partner: Partner) -> tuple[list[Shared], list[Shared]]:
    """What can be read of what this partner shared, and what they took back. Where an answer that a part came from is
    gone, nothing is shown of it."""
    rows = list(
        Shared.objects.by(partner).select_related("thanks__author__user__profile", "thanks__author__couple")
    )
    present: dict[object, frozenset[Source]] = {}
    for row in rows:
        if row.taken_back_at is None and row.workup_id not in present:
            present[row.workup_id] = sources(answers_of(row.workup))
    standing = [row for row in rows if row.taken_back_at is None and came_from(row) <= present[row.workup_id]]
    return standing, [row for row in rows if row.taken_back_at is not None]


def came_from(shared: Shared) -> frozenset[Source]:
    return frozenset(Source(*one) for one in json.loads(shared.sources or "[]"))


def thank(partner: Partner, shared: Shared, words: str) -> None:
    """Say something to a part that the other one shared. Said once."""
    if words and not Thanks.objects.filter(shared=shared).exists():
        Thanks.objects.get_or_create(shared=shared, defaults={"author": partner, "words": words})
