"""What both read: the commitments that they have told each other of, and what these set free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from couples.models import Partner
from exits import chart
from exits.chart import Drawing
from exits.models import Brought, Commitment, Easing, Freed
from exits.page_context import EASING, OWNER, course_of


@dataclass(frozen=True)
class Shared:
    """A commitment as both read it: the words that its exit was brought in, and the notes that its owner shared."""

    words: str
    commitment: Commitment
    freed: Sequence[Freed]


@dataclass(frozen=True)
class Together:
    mine: Sequence[Shared]
    theirs: Sequence[Shared]
    offers: Sequence[Easing]
    drawing: Drawing | None


def together(me: Partner, other: Partner) -> Together:
    """What both have promised each other. Of an exit that is not shared any more there is nothing here."""
    mine, theirs = shared_by(me), shared_by(other)
    courses = [
        course_of(one.commitment, one.freed, None, whose=owner.name)
        for owner, all_of_theirs in ((other, theirs), (me, mine))
        for one in all_of_theirs
    ]
    offers = offered_by(me, [one.commitment for one in theirs])
    return Together(mine, theirs, offers, chart.draw(courses, timezone.localdate()) if courses else None)


def offered_by(me: Partner, shown: Sequence[Commitment]) -> list[Easing]:
    """What this partner said could make a promise easier that they do not read any more: still theirs to take back."""
    rows = Easing.objects.filter(author=me).exclude(commitment__in=shown)
    return list(rows.select_related("author__couple", "author__user__profile"))


def shared_by(owner: Partner) -> list[Shared]:
    brought = Brought.objects.filter(exit__owner=owner, taken_back_at=None).select_related(*OWNER)
    found = {row.exit_id: row for row in brought}
    rows = Freed.objects.filter(commitment__exit__in=found, shared=True).order_by("-day", "pk")
    notes = defaultdict(list)
    for note in rows.select_related(*(f"commitment__{name}" for name in OWNER)):
        notes[note.commitment.exit_id].append(note)
    commitments = Commitment.objects.filter(exit__in=found, shared=True, ended_on=None)
    return [
        Shared(found[one.exit_id].words, one, notes[one.exit_id])
        for one in commitments.select_related(*OWNER, *EASING).order_by("made_on", "pk")
    ]


def has_news(partner: Partner) -> bool:
    """Whether the other has let this partner read of some time set free since they last looked."""
    return news_for(partner).exists()


def mark_seen(partner: Partner) -> None:
    news_for(partner).update(seen_at=timezone.now())


def news_for(partner: Partner) -> QuerySet[Freed]:
    brought = Brought.objects.filter(taken_back_at=None, exit__owner__couple=partner.couple_id)
    read = Commitment.objects.filter(shared=True, ended_on=None, exit__in=brought.values("exit"))
    theirs = read.exclude(exit__owner=partner)
    return Freed.objects.filter(commitment__exit__in=theirs.values("exit"), shared=True, seen_at=None)
