"""Hooks of dialogues about an exit: share it at the start, store the promise as a commitment at the end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.form_utils import idempotency_key
from core.text import is_visible
from couples.models import Couple, Partner
from dialogues.hooks import CannotBegin, DialogueHooks
from dialogues.models import Dialogue
from dialogues.prepared_words import latest_turn, latest_words_by_piece
from dialogues.protocol import Purpose
from dialogues.protocol.types import gettext_noop
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from exits import services, sharing
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, FULLY, PARTLY, Commitment, Exit, SharedExit
from exits.protected_topics import why_protected
from exits.services import CommitmentTerms

UNNAMED = gettext_noop("An exit without a name yet")
HOW_FAR = {"close": FULLY, "close_partly": PARTLY, "close_for_a_time": FOR_A_TIME}


def on_dialogue_begun(dialogue: Dialogue, about: object) -> None:
    """Share the exit that a dialogue is about. Without one, create an exit named by the topic."""
    words = dialogue.topic or ""
    if not is_visible(words):
        words = _(UNNAMED)
    if reason := why_protected(words, _):
        raise CannotBegin(reason)
    if isinstance(about, Exit):
        exit = about
    else:
        exit = services.create_exit(dialogue.started_by, ExitDetails(words), idempotency_key())
    sharing.share_exit(exit, dialogue, words)


def on_dialogue_closed(scene: Scene, lines: Sequence[TranscriptLine]) -> None:
    """Store the last promise and the partner's offer of support."""
    related = ["exit__owner__user__profile", "exit__owner__couple", "dialogue"]
    shared_exit = SharedExit.objects.filter(dialogue=scene.dialogue).select_related(*related).last()
    promise = latest_turn(scene.kind, lines, Purpose.PROMISE, Purpose.DEFERRAL)
    if shared_exit is None:
        return
    if not scene.state.finished:
        delete_if_unnamed(shared_exit.exit)
    elif promise and promise.move in HOW_FAR:
        instead = latest_words_by_piece(scene.kind, lines).get("instead", "")
        offer = latest_turn(scene.kind, lines, Purpose.OFFER)
        store_commitment(shared_exit, terms_of(promise, instead), offer)


def delete_if_unnamed(exit: Exit) -> None:
    """Delete an exit that was created without a name, unless it led to more than this dialogue."""
    is_used = exit.commitments.exists() or exit.shares.count() > 1
    if exit.details == ExitDetails(_(UNNAMED)) and not is_used:
        exit.delete()


def store_commitment(shared_exit: SharedExit, terms: CommitmentTerms, offer: TranscriptLine | None) -> None:
    """Store the promise as a commitment, with the offer if there was one."""
    commitment = services.commit(shared_exit.exit, terms, dialogue=shared_exit.dialogue)
    if offer and offer.words:
        partners = Partner.objects.select_related("couple", "user__profile")
        couple = shared_exit.exit.owner.couple_id
        services.offer_support(commitment, partners.get(couple=couple, slot=offer.slot), offer.words)


def terms_of(line: TranscriptLine, instead: str) -> CommitmentTerms:
    """Return the terms of a promise and of what is said instead, with a future day of review."""
    words = "\n".join(filter(None, (line.words, instead)))
    today = timezone.localdate()
    day = timezone.localdate(line.meet_at) if line.meet_at else today + services.DEFAULT_REVIEW_DELAY
    review_on = min(max(day, today + timedelta(days=1)), today + services.MAX_REVIEW_DELAY)
    return CommitmentTerms(HOW_FAR[line.move], words, ends_on=review_on, review_on=review_on)


def outcomes(couple: Couple) -> Iterable[uuid.UUID]:
    """Return the dialogues that ended in a commitment."""
    return Commitment.objects.filter(dialogue__couple=couple, shared=True).values_list("dialogue", flat=True)


HOOKS = DialogueHooks(on_dialogue_begun, on_dialogue_closed, outcomes)
