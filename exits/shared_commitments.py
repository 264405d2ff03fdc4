"""Commitments that both partners can read, with shared time notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from couples.models import Partner
from exits.chart import CommitmentChart, build_commitment_chart
from exits.models import Commitment, SharedExit, SupportOffer, TimeNote
from exits.page_context import OFFER_RELATIONS, OWNER_RELATIONS, course_of


@dataclass(frozen=True)
class SharedCommitment:
    """A commitment as both read it: with the exit's shared words and the owner's shared notes."""

    words: str
    commitment: Commitment
    time_notes: Sequence[TimeNote]


@dataclass(frozen=True)
class SharedCommitments:
    """Both partners' shared commitments, with their chart."""

    own: Sequence[SharedCommitment]
    others: Sequence[SharedCommitment]
    offers: Sequence[SupportOffer]
    chart: CommitmentChart | None


def shared_commitments(partner: Partner, other: Partner) -> SharedCommitments:
    """Return both partners' commitments, without exits that are no longer shared."""
    own, others = commitments_shared_by(partner), commitments_shared_by(other)
    courses = [
        course_of(shared.commitment, shared.time_notes, None, owner.name)
        for owner, commitments in ((other, others), (partner, own))
        for shared in commitments
    ]
    return SharedCommitments(
        own=own,
        others=others,
        offers=orphaned_offers(partner, [shared.commitment for shared in others]),
        chart=build_commitment_chart(courses, timezone.localdate()) if courses else None,
    )


def orphaned_offers(partner: Partner, readable: Sequence[Commitment]) -> list[SupportOffer]:
    """Return the partner's offers to commitments they can no longer read; they can still delete these."""
    rows = SupportOffer.objects.filter(author=partner).exclude(commitment__in=readable)
    return list(rows.select_related("author__couple", "author__user__profile"))


def commitments_shared_by(owner: Partner) -> list[SharedCommitment]:
    """Return the owner's shared commitments."""
    shares = SharedExit.objects.filter(exit__owner=owner).active().select_related(*OWNER_RELATIONS)
    shares_by_exit = {share.exit_id: share for share in shares}
    rows = TimeNote.objects.filter(commitment__exit__in=shares_by_exit, shared=True).order_by("-day", "pk")
    notes = defaultdict(list)
    for note in rows.select_related(*(f"commitment__{name}" for name in OWNER_RELATIONS)):
        notes[note.commitment.exit_id].append(note)
    commitments = Commitment.objects.filter(exit__in=shares_by_exit, shared=True, ended_on=None)
    return [
        SharedCommitment(shares_by_exit[commitment.exit_id].words, commitment, notes[commitment.exit_id])
        for commitment in commitments.select_related(*OWNER_RELATIONS, *OFFER_RELATIONS).order_by(
            "made_on", "pk"
        )
    ]


def has_news(partner: Partner) -> bool:
    """Return whether the other shared a time note that this partner hasn't seen."""
    return unseen_notes(partner).exists()


def mark_seen(partner: Partner) -> None:
    """Mark the other's shared notes as seen."""
    unseen_notes(partner).update(seen_at=timezone.now())


def unseen_notes(partner: Partner) -> QuerySet[TimeNote]:
    """Return the other's shared notes that this partner hasn't seen."""
    shares = SharedExit.objects.filter(exit__owner__couple=partner.couple_id).active()
    readable = Commitment.objects.filter(shared=True, ended_on=None, exit__in=shares.values("exit"))
    exits = readable.exclude(exit__owner=partner).values("exit")
    return TimeNote.objects.filter(commitment__exit__in=exits, shared=True, seen_at=None)
