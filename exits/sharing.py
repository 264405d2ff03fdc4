"""Shares exits with the partner in the owner's words, invites them to talk about one, and unshares."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.exceptions import DialogueInProgress
from couples.models import Couple
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from exits.models import Commitment, Exit, SharedExit, TimeNote
from exits.services import KIND, apply_act, lock_exit


def open_dialogue_about(exit: Exit) -> uuid.UUID | None:
    """Return the open dialogue about the exit, if any."""
    return exit.shares.filter(dialogue__closed_at=None).values_list("dialogue", flat=True).first()


@transaction.atomic
def start_dialogue(exit: Exit, *, words: str, mode: str, keep: bool, prepared: str) -> Dialogue:
    """Share the exit in these words and invite the partner to a dialogue about it.

    Raises DialogueInProgress, and CannotBegin if the words name no exit or too many invitations are open.
    """
    locked = lock_exit(exit)
    if open_dialogue_about(locked):
        raise DialogueInProgress
    return begin_dialogue(
        locked.owner,
        kind=KIND,
        mode=mode,
        topic=words,
        keep=keep,
        prepared={"say": [prepared]} if prepared else None,
        about=locked,
    )


def share_exit(locked: Exit, dialogue: Dialogue, words: str) -> None:
    """Let the partner read these words instead of those shared before.

    A commitment that was private stays private.
    """
    apply_act(locked, "bring")
    blank_shared_words(locked)
    SharedExit.objects.create(exit=locked, dialogue=dialogue, words=words)


@transaction.atomic
def unshare_exit(exit: Exit) -> None:
    """Hide the exit from the partner. Words of a dialogue that both keep stay in it."""
    locked = lock_exit(exit)
    blank_shared_words(locked)
    hide_commitments(Exit.objects.filter(pk=locked.pk))
    Dialogue.objects.filter(pk__in=locked.shares.values("dialogue"), kept=False).update(topic=None)


def blank_shared_words(locked: Exit) -> None:
    """Delete the words shared of an exit, but keep the record that it was shared."""
    locked.shares.active().update(words=None, unshared_at=timezone.now())


def hide_commitments(exits: QuerySet[Exit]) -> None:
    """Hide the commitments and time notes of these exits from the partner."""
    Commitment.objects.filter(exit__in=exits).update(shared=False)
    TimeNote.objects.filter(commitment__exit__in=exits).update(shared=False)


def on_couple_ended(couple: Couple) -> None:
    """Hide both partners' exits from each other. Each can still export their own."""
    exits = Exit.objects.filter(owner__couple=couple)
    SharedExit.objects.filter(exit__in=exits).active().update(unshared_at=timezone.now())
    hide_commitments(exits)
