"""What both partners can read: commitments they told each other of, with shared time notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from couples.models import Partner
from exits import chart
from exits.chart import CommitmentChart
from exits.models import Brought, Commitment, Easing, Freed
from exits.page_context import OFFER_RELATIONS, OWNER_RELATIONS, course_of


@dataclass(frozen=True)
class SharedCommitment:
    """A commitment as both read it: the exit's shared words, and the owner's shared notes."""

    words: str
    commitment: Commitment
    freed: Sequence[Freed]


@dataclass(frozen=True)
class SharedCommitments:
    """Both partners' shared commitments, with their chart."""

    mine: Sequence[SharedCommitment]
    theirs: Sequence[SharedCommitment]
    offers: Sequence[Easing]
    drawing: CommitmentChart | None


def shared_commitments(me: Partner, other: Partner) -> SharedCommitments:
    """Return both partners' commitments, without exits that are no longer shared."""
    mine, theirs = commitments_shared_by(me), commitments_shared_by(other)
    courses = [
        course_of(one.commitment, one.freed, None, whose=owner.name)
        for owner, all_of_theirs in ((other, theirs), (me, mine))
        for one in all_of_theirs
    ]
    offers = orphaned_offers(me, [one.commitment for one in theirs])
    return SharedCommitments(
        mine, theirs, offers, chart.build_commitment_chart(courses, timezone.localdate()) if courses else None
    )


def orphaned_offers(me: Partner, shown: Sequence[Commitment]) -> list[Easing]:
    """Return the partner's offers to commitments they can no longer read; they can still delete these."""
    rows = Easing.objects.filter(author=me).exclude(commitment__in=shown)
    return list(rows.select_related("author__couple", "author__user__profile"))


def commitments_shared_by(owner: Partner) -> list[SharedCommitment]:
    """Return the owner's shared commitments."""
    brought = Brought.objects.filter(exit__owner=owner, taken_back_at=None).select_related(*OWNER_RELATIONS)
    found = {row.exit_id: row for row in brought}
    rows = Freed.objects.filter(commitment__exit__in=found, shared=True).order_by("-day", "pk")
    notes = defaultdict(list)
    for note in rows.select_related(*(f"commitment__{name}" for name in OWNER_RELATIONS)):
        notes[note.commitment.exit_id].append(note)
    commitments = Commitment.objects.filter(exit__in=found, shared=True, ended_on=None)
    return [
        SharedCommitment(found[one.exit_id].words, one, notes[one.exit_id])
        for one in commitments.select_related(*OWNER_RELATIONS, *OFFER_RELATIONS).order_by("made_on", "pk")
    ]


def has_news(partner: Partner) -> bool:
    """Return whether the other shared a time note since this partner last looked."""
    return unseen_notes(partner).exists()


def mark_seen(partner: Partner) -> None:
    """Mark the other's shared notes as seen."""
    unseen_notes(partner).update(seen_at=timezone.now())


def unseen_notes(partner: Partner) -> QuerySet[Freed]:
    """Return the other's shared notes that this partner hasn't seen."""
    brought = Brought.objects.filter(taken_back_at=None, exit__owner__couple=partner.couple_id)
    read = Commitment.objects.filter(shared=True, ended_on=None, exit__in=brought.values("exit"))
    theirs = read.exclude(exit__owner=partner)
    return Freed.objects.filter(commitment__exit__in=theirs.values("exit"), shared=True, seen_at=None)
