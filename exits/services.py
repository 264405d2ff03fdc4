"""Writes exits: name, share, commit to closing, review, complete, reopen."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.exceptions import DialogueInProgress, StaleVersion
from core.form_utils import idempotency_key
from couples.models import Couple, Partner
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, Brought, Commitment, Easing, Exit, Freed, Review
from exits.states import EXIT_STATES, GONE, OPEN, OWNER

KIND = "closing_exit"
DEFAULT_REVIEW_DELAY = timedelta(weeks=4)  # until the next look back, unless its owner says otherwise
MAX_REVIEW_DELAY = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class CommitmentTerms:
    """How far an exit is closed, in the owner's words.

    `ends_on` is set for a commitment of limited time; `look_back_on` is the day of the next review.
    """

    how_far: str
    words: str
    ends_on: date | None
    look_back_on: date


def create_exit(owner: Partner, told: ExitDetails, key: str) -> Exit:
    """Create an exit. Repeating the key creates no second one, unless the words differ."""
    fresh = Exit(owner=owner, key=key)
    fresh.told_text = told.dump()
    Exit.objects.bulk_create([fresh], ignore_conflicts=True)
    named: Exit = Exit.objects.of(owner).get(key=key)
    if named.told == told:
        return named
    fresh.key = idempotency_key()
    fresh.save(force_insert=True)
    return fresh


def lock_exit(found: Exit) -> Exit:
    """Return the exit, locked until the transaction ends. Raises Http404 if it was deleted meanwhile."""
    rows = Exit.objects.exclude(state=GONE).select_for_update(of=("self",))
    held: Exit = get_object_or_404(rows.select_related("owner__user__profile", "owner__couple"), pk=found.pk)
    return held


def apply_act(row: Exit, act: str) -> None:
    """Move the exit to the state that an act leads to. Raises InvalidTransition."""
    row.state = EXIT_STATES.next_state(row.state, act, OWNER)
    row.version += 1
    row.save(update_fields=["state", "version"])


@transaction.atomic
def update_exit(found: Exit, told: ExitDetails, seen: int) -> None:
    """Store the owner's details over version `seen`. Raises StaleVersion."""
    row = lock_exit(found)
    if told == row.told:
        return
    if seen != row.version:
        raise StaleVersion
    row.told_text = told.dump()
    row.version += 1
    row.save()


def open_dialogue_about(found: Exit) -> uuid.UUID | None:
    """Return the open dialogue about the exit, if any."""
    under_way = found.brought.filter(dialogue__closed_at=None).values_list("dialogue", flat=True)
    return under_way.first()


@transaction.atomic
def start_dialogue(found: Exit, *, words: str, mode: str, keep: bool, prepared: str) -> Dialogue:
    """Share the exit in these words and invite the partner to a dialogue about it.

    Raises DialogueInProgress, and CannotBegin if the words name no exit or too many invitations are open.
    """
    row = lock_exit(found)
    if open_dialogue_about(row):
        raise DialogueInProgress
    said = {"say": [prepared]} if prepared else None
    return begin_dialogue(row.owner, kind=KIND, mode=mode, topic=words, keep=keep, prepared=said, about=row)


def share_exit(row: Exit, dialogue: Dialogue, words: str) -> None:
    """Let the partner read these words instead of those shared before.

    A commitment they weren't told of stays private.
    """
    apply_act(row, "bring")
    blank_shared_words(Brought.objects.filter(exit=row))
    Brought.objects.create(exit=row, dialogue=dialogue, words=words)


@transaction.atomic
def unshare_exit(found: Exit) -> None:
    """Hide the exit from the partner. Words of a dialogue that both keep stay in it."""
    row = lock_exit(found)
    hide_exits(Exit.objects.filter(pk=row.pk))
    Dialogue.objects.filter(pk__in=row.brought.values("dialogue"), kept=False).update(topic=None)


def hide_exits(exits: QuerySet[Exit]) -> None:
    """Hide these exits from the partner, with their commitments and time notes."""
    blank_shared_words(Brought.objects.filter(exit__in=exits))
    unshare_exits(exits)


def unshare_exits(exits: QuerySet[Exit]) -> None:
    """Hide the commitments and time notes of these exits from the partner."""
    Commitment.objects.filter(exit__in=exits).update(shared=False)
    Freed.objects.filter(commitment__exit__in=exits).update(shared=False)


def blank_shared_words(rows: QuerySet[Brought]) -> None:
    """Delete the words shared of an exit, but not the fact."""
    rows.filter(taken_back_at=None).update(words=None, taken_back_at=timezone.now())


def is_shared(found: Exit) -> bool:
    """Return whether the partner can read the exit."""
    return found.brought.filter(taken_back_at=None).exists()


@transaction.atomic
def commit(
    found: Exit, terms: CommitmentTerms, *, dialogue: Dialogue | None = None, seen: int | None = None
) -> Commitment:
    """Replace the active commitment. Committing again on the same terms changes nothing.

    Raises StaleVersion if the exit isn't at version `seen`.
    """
    row = lock_exit(found)
    if seen is not None and seen != row.version:
        return active_commitment_on_same_terms(row, terms)
    before = active_commitment(row)
    apply_act(row, "promise")
    end_commitment(row)
    commitment = Commitment.objects.create(
        exit=row,
        dialogue=dialogue,
        shared=is_shared(row),
        how_far=terms.how_far,
        words=terms.words,
        made_on=timezone.localdate(),
        ends_on=terms.ends_on if terms.how_far == FOR_A_TIME else None,
    )
    Review.objects.create(commitment=commitment, due_on=terms.look_back_on)
    if dialogue is None:
        carry_offer_over(before, commitment)
    return commitment


def carry_offer_over(before: Commitment | None, now: Commitment) -> None:
    """Keep the partner's offer beside a commitment that its owner changes alone, while the partner can read
    it."""
    if before and before.shared and now.shared:
        Easing.objects.filter(commitment=before).update(commitment=now)


def active_commitment_on_same_terms(row: Exit, terms: CommitmentTerms) -> Commitment:
    """Return the active commitment if it has exactly these terms, as after a double press."""
    stands = active_commitment(row)
    if stands and stands.reviews.filter(done_at=None, due_on=terms.look_back_on).exists():
        said = CommitmentTerms(stands.how_far, stands.words, stands.ends_on, terms.look_back_on)
        if said == terms:
            return stands
    raise StaleVersion


def end_commitment(row: Exit) -> None:
    """End the active commitment and cancel its next review."""
    stands = row.commitments.filter(ended_on=None)
    Review.objects.filter(commitment__in=stands, done_at=None).delete()
    stands.update(ended_on=timezone.localdate())


def offer_support(commitment: Commitment, author: Partner, words: str) -> None:
    """Store what the partner offered to make the commitment easier."""
    Easing.objects.create(commitment=commitment, author=author, words=words)


@transaction.atomic
def review_commitment(
    found: Exit, *, outcome: str, note: str, next_on: date | None, review_id: uuid.UUID
) -> None:
    """Store a review and schedule the next one, if a day is given. Repeating it changes nothing.

    Raises StaleVersion if it was answered otherwise, or was cancelled.
    """
    row = lock_exit(found)
    seen = json.dumps({"outcome": outcome, "note": note}, ensure_ascii=False)
    due = Review.objects.select_related("commitment").filter(commitment__exit=row, pk=review_id).first()
    if due:
        due.commitment.exit = row
    if due is None or (due.done_at and due.seen_text != seen):
        raise StaleVersion
    if due.done_at:
        return
    apply_act(row, "review")
    due.seen_text, due.done_at = seen, timezone.now()
    due.save()
    if next_on:
        Review.objects.create(commitment=due.commitment, due_on=next_on)


@transaction.atomic
def complete_exit(found: Exit) -> None:
    """Close the exit for good; no more reviews. Raises InvalidTransition."""
    row = lock_exit(found)
    apply_act(row, "complete")
    Review.objects.filter(commitment__exit=row, done_at=None).delete()


@transaction.atomic
def reopen_exit(found: Exit) -> None:
    """Reopen the exit, without telling anybody. Raises InvalidTransition."""
    row = lock_exit(found)
    apply_act(row, "reopen")
    end_commitment(row)


def on_couple_ended(couple: Couple) -> None:
    """Hide both partners' exits from each other. Each can still export their own."""
    exits = Exit.objects.filter(owner__couple=couple)
    Brought.objects.filter(exit__in=exits, taken_back_at=None).update(taken_back_at=timezone.now())
    unshare_exits(exits)


def active_commitment(found: Exit) -> Commitment | None:
    """Return the active commitment, also of a completed exit."""
    if found.state == OPEN:
        return None
    author = ["easing__author__couple", "easing__author__user__profile"]
    commitment = found.commitments.filter(ended_on=None).select_related(*author).first()
    if commitment:
        commitment.exit = found
    return commitment
