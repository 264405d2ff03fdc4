"""Writes exits: create, update, commit to closing, review, complete, reopen."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.exceptions import StaleVersion
from core.form_utils import idempotency_key
from couples.models import Partner
from dialogues.models import Dialogue
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, Commitment, Exit, Review, SupportOffer
from exits.states import DELETED, EXIT_STATES, OPEN, OWNER

KIND = "closing_exit"
DEFAULT_REVIEW_DELAY = timedelta(weeks=4)
MAX_REVIEW_DELAY = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class CommitmentTerms:
    """How far an exit is closed, in the owner's words.

    `ends_on` is set for a commitment of limited time; `review_on` is the day of the first review.
    """

    how_far: str
    words: str
    ends_on: date | None
    review_on: date


def create_exit(owner: Partner, details: ExitDetails, key: str) -> Exit:
    """Create an exit. Repeating the key creates no second one, unless the words differ."""
    exit = Exit(owner=owner, key=key)
    exit.details_text = details.dump()
    Exit.objects.bulk_create([exit], ignore_conflicts=True)
    stored: Exit = Exit.objects.of(owner).get(key=key)
    if stored.details == details:
        return stored
    exit.key = idempotency_key()
    exit.save(force_insert=True)
    return exit


def lock_exit(exit: Exit) -> Exit:
    """Return the exit, locked until the transaction ends. Raises Http404 if it was deleted meanwhile."""
    rows = Exit.objects.exclude(state=DELETED).select_for_update(of=("self",))
    locked: Exit = get_object_or_404(rows.select_related("owner__user__profile", "owner__couple"), pk=exit.pk)
    return locked


def apply_act(locked: Exit, act: str) -> None:
    """Move a locked exit to the state that an act leads to. Raises InvalidTransition."""
    locked.state = EXIT_STATES.next_state(locked.state, act, OWNER)
    locked.version += 1
    locked.save(update_fields=["state", "version"])


@transaction.atomic
def update_exit(exit: Exit, details: ExitDetails, seen: int) -> None:
    """Store the owner's details over version `seen`. Raises StaleVersion."""
    locked = lock_exit(exit)
    if details == locked.details:
        return
    if seen != locked.version:
        raise StaleVersion
    locked.details_text = details.dump()
    locked.version += 1
    locked.save()


@transaction.atomic
def commit(
    exit: Exit, terms: CommitmentTerms, *, dialogue: Dialogue | None = None, seen: int | None = None
) -> Commitment:
    """Replace the active commitment. Committing again on the same terms changes nothing.

    Raises StaleVersion if the exit isn't at version `seen`.
    """
    locked = lock_exit(exit)
    if seen is not None and seen != locked.version:
        return active_commitment_on(terms, locked)
    previous = active_commitment(locked)
    apply_act(locked, "promise")
    end_commitment(locked)
    commitment = create_commitment(locked, terms, dialogue)
    if dialogue is None:
        carry_offer_over(previous, commitment)
    return commitment


def create_commitment(locked: Exit, terms: CommitmentTerms, dialogue: Dialogue | None) -> Commitment:
    """Create a commitment with its first review. The partner can read it if the exit is shared."""
    commitment = Commitment.objects.create(
        exit=locked,
        dialogue=dialogue,
        shared=locked.is_shared,
        how_far=terms.how_far,
        words=terms.words,
        made_on=timezone.localdate(),
        ends_on=terms.ends_on if terms.how_far == FOR_A_TIME else None,
    )
    Review.objects.create(commitment=commitment, due_on=terms.review_on)
    return commitment


def carry_offer_over(previous: Commitment | None, current: Commitment) -> None:
    """Move the partner's offer to a commitment that its owner changed alone, while the partner can read both."""
    if previous and previous.shared and current.shared:
        SupportOffer.objects.filter(commitment=previous).update(commitment=current)


def active_commitment_on(terms: CommitmentTerms, locked: Exit) -> Commitment:
    """Return the active commitment if it has these terms, as after a double submit. Raises StaleVersion."""
    commitment = active_commitment(locked)
    if commitment and commitment.reviews.filter(done_at=None, due_on=terms.review_on).exists():
        stored = CommitmentTerms(commitment.how_far, commitment.words, commitment.ends_on, terms.review_on)
        if stored == terms:
            return commitment
    raise StaleVersion


def end_commitment(locked: Exit) -> None:
    """End the active commitment and cancel its next review."""
    active = locked.commitments.filter(ended_on=None)
    Review.objects.filter(commitment__in=active, done_at=None).delete()
    active.update(ended_on=timezone.localdate())


def offer_support(commitment: Commitment, author: Partner, words: str) -> None:
    """Store what the partner offered to make the commitment easier."""
    SupportOffer.objects.create(commitment=commitment, author=author, words=words)


@transaction.atomic
def review_commitment(
    exit: Exit, *, outcome: str, note: str, next_on: date | None, review_id: uuid.UUID
) -> None:
    """Store a review and schedule the next one, if a day is given. Repeating it changes nothing.

    Raises StaleVersion if it was answered otherwise, or was cancelled.
    """
    locked = lock_exit(exit)
    answer = json.dumps({"outcome": outcome, "note": note}, ensure_ascii=False)
    review = Review.objects.select_related("commitment").filter(commitment__exit=locked, pk=review_id).first()
    if review:
        review.commitment.exit = locked
    if review is None or (review.done_at and review.answer_text != answer):
        raise StaleVersion
    if review.done_at:
        return
    apply_act(locked, "review")
    review.answer_text, review.done_at = answer, timezone.now()
    review.save()
    if next_on:
        Review.objects.create(commitment=review.commitment, due_on=next_on)


@transaction.atomic
def complete_exit(exit: Exit) -> None:
    """Close the exit for good; no more reviews. Raises InvalidTransition."""
    locked = lock_exit(exit)
    apply_act(locked, "complete")
    Review.objects.filter(commitment__exit=locked, done_at=None).delete()


@transaction.atomic
def reopen_exit(exit: Exit) -> None:
    """Reopen the exit, without notifying anybody. Raises InvalidTransition."""
    locked = lock_exit(exit)
    apply_act(locked, "reopen")
    end_commitment(locked)


def active_commitment(exit: Exit) -> Commitment | None:
    """Return the active commitment, also of a completed exit."""
    if exit.state == OPEN:
        return None
    author = ["support_offer__author__couple", "support_offer__author__user__profile"]
    commitment = exit.commitments.filter(ended_on=None).select_related(*author).first()
    if commitment:
        commitment.exit = exit
    return commitment
