"""Deletes exits with all that their owners wrote, and offers of support."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet

from core.exceptions import DialogueInProgress
from couples.models import Partner
from exits.categories import ExitDetails
from exits.models import Exit, Review, SupportOffer, TimeNote
from exits.services import lock_exit
from exits.sharing import open_dialogue_about
from exits.states import DELETED, EXIT_STATES, OWNER


@transaction.atomic
def delete_exit(exit: Exit) -> None:
    """Delete the exit and all its owner wrote. The partner keeps their offers.

    Raises InvalidTransition, DialogueInProgress.
    """
    locked = lock_exit(exit)
    EXIT_STATES.next_state(locked.state, "let_go", OWNER)
    if open_dialogue_about(locked):
        raise DialogueInProgress
    erase_exit(locked)


def erase_exit(locked: Exit) -> None:
    """Erase a locked exit in any state. If the partner made an offer, an empty row remains."""
    locked.shares.all().delete()
    locked.commitments.filter(support_offer=None).delete()
    if not locked.commitments.exists():
        locked.delete()
        return
    TimeNote.objects.filter(commitment__exit=locked).delete()
    Review.objects.filter(commitment__exit=locked).delete()
    for commitment in locked.commitments.all():
        commitment.exit, commitment.words, commitment.shared = locked, "", False
        commitment.save(update_fields=["words", "shared"])
    locked.state, locked.details_text = DELETED, ExitDetails("").dump()
    locked.save(update_fields=["state", "details_text"])


@transaction.atomic
def revoke_support_offer(author: Partner, offer_id: uuid.UUID) -> None:
    """Delete an offer of support on behalf of its author."""
    delete_support_offers(SupportOffer.objects.filter(author=author, pk=offer_id))


def delete_support_offers(offers: QuerySet[SupportOffer]) -> None:
    """Delete the offers, and deleted exits whose empty rows remained only for them."""
    exits = list(offers.filter(commitment__exit__state=DELETED).values_list("commitment__exit", flat=True))
    offers.delete()
    Exit.objects.filter(pk__in=exits).exclude(commitments__support_offer__isnull=False).delete()
