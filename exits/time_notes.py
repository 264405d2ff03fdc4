"""Writes notes on the time that a closed exit freed: add, unshare, delete."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F

from core.exceptions import InvalidTransition
from core.form_utils import idempotency_key
from exits.models import Exit, Freed
from exits.services import lock_exit


@transaction.atomic
def add_time_note(found: Exit, *, day: date, words: str, shared: bool, key: str) -> None:
    """Add a note. Repeating the key adds no second one, unless the words differ.

    The partner reads a shared note only beside a commitment they can read. Raises InvalidTransition without a
    commitment.
    """
    row = lock_exit(found)
    latest = row.commitments.order_by(F("ended_on").desc(nulls_first=True), "-made_on")
    commitment = latest.first()
    if commitment is None:
        raise InvalidTransition
    commitment.exit = row
    noted = commitment.freed.filter(key=key).first()
    if noted and (noted.day, noted.words) == (day, words):
        return
    shared = shared and commitment.shared and commitment.ended_on is None
    key = idempotency_key() if noted else key
    Freed.objects.create(commitment=commitment, key=key, day=day, words=words, shared=shared)


def unshare_time_note(found: Exit, noted: uuid.UUID) -> None:
    """Hide the note from the partner."""
    Freed.objects.filter(commitment__exit=found, pk=noted).update(shared=False)


def delete_time_note(found: Exit, noted: uuid.UUID) -> None:
    """Delete the note."""
    Freed.objects.filter(commitment__exit=found, pk=noted).delete()
