"""Deletes exits with all their owner wrote, and offers of support."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet

from core.exceptions import DialogueInProgress
from couples.models import Partner
from exits.categories import ExitDetails
from exits.models import Easing, Exit, Freed, Review
from exits.services import lock_exit, open_dialogue_about
from exits.states import EXIT_STATES, GONE, OWNER


@transaction.atomic
def delete_exit(found: Exit) -> None:
    """Delete the exit and all its owner wrote. The partner's offers stay theirs.

    Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_exit(found)
    EXIT_STATES.next_state(row.state, "let_go", OWNER)
    if open_dialogue_about(row):
        raise DialogueInProgress
    erase_exit(row)


def erase_exit(row: Exit) -> None:
    """Erase a locked exit in any state. An empty row stays where the partner made an offer."""
    row.brought.all().delete()
    row.commitments.filter(easing=None).delete()
    if not row.commitments.exists():
        row.delete()
        return
    Freed.objects.filter(commitment__exit=row).delete()
    Review.objects.filter(commitment__exit=row).delete()
    for commitment in row.commitments.all():
        commitment.exit, commitment.words, commitment.shared = row, "", False
        commitment.save(update_fields=["words", "shared"])
    row.state, row.told_text = GONE, ExitDetails("").dump()
    row.save(update_fields=["state", "told_text"])


@transaction.atomic
def revoke_support_offer(author: Partner, easing: uuid.UUID) -> None:
    """Delete an offer of support on behalf of its author."""
    delete_support_offers(Easing.objects.filter(author=author, pk=easing))


def delete_support_offers(offers: QuerySet[Easing]) -> None:
    """Delete the offers, and erased exits that have nothing else left."""
    exits = list(offers.filter(commitment__exit__state=GONE).values_list("commitment__exit", flat=True))
    offers.delete()
    Exit.objects.filter(pk__in=exits).exclude(commitments__easing__isnull=False).delete()
