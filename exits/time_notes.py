"""Writes notes on the time that a closed exit freed: add, unshare, delete."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F

from core.exceptions import InvalidTransition
from core.form_utils import idempotency_key
from exits.models import Exit, TimeNote
from exits.services import lock_exit


@transaction.atomic
def add_time_note(exit: Exit, *, day: date, words: str, shared: bool, key: str) -> None:
    """Add a note. Repeating the key adds no second one, unless the words differ.

    The note is shared only if the partner can read the active commitment. Raises InvalidTransition without a
    commitment.
    """
    locked = lock_exit(exit)
    active_first = locked.commitments.order_by(F("ended_on").desc(nulls_first=True), "-made_on")
    commitment = active_first.first()
    if commitment is None:
        raise InvalidTransition
    commitment.exit = locked
    stored = commitment.time_notes.filter(key=key).first()
    if stored and (stored.day, stored.words) == (day, words):
        return
    shared = shared and commitment.shared and commitment.ended_on is None
    key = idempotency_key() if stored else key
    TimeNote.objects.create(commitment=commitment, key=key, day=day, words=words, shared=shared)


def unshare_time_note(exit: Exit, note_id: uuid.UUID) -> None:
    """Hide the note from the partner."""
    TimeNote.objects.filter(commitment__exit=exit, pk=note_id).update(shared=False)


def delete_time_note(exit: Exit, note_id: uuid.UUID) -> None:
    """Delete the note."""
    TimeNote.objects.filter(commitment__exit=exit, pk=note_id).delete()
