"""Blanks withdrawn words, and at the end those that not both partners wanted to keep."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from couples.models import Couple
from dialogues.models import Dialogue, Turn
from dialogues.store import Scene

# The last words, thanks mostly, stay readable in the room for this long when nothing is kept.
GRACE_PERIOD = timedelta(minutes=15)


def blank_withdrawn(dialogue: uuid.UUID, seq: int) -> None:
    """Blank a turn that its author took back."""
    Turn.objects.filter(dialogue_id=dialogue, seq=seq).update(words=None, blanked=Turn.WITHDRAWN)


def blank_unkept(scene: Scene, last_step: str) -> None:
    """Blank the words of a dialogue that ends, unless both agreed to keep them, and in any case what was prepared.

    The topic stays if both agreed to keep that, at least.
    Those of the last step are blanked a little later, after `GRACE_PERIOD`.
    """
    if scene.prepared:
        Dialogue.objects.filter(pk=scene.dialogue).update(prepared=None)
    if scene.kept:
        return
    if not scene.topic_kept:
        Dialogue.objects.filter(pk=scene.dialogue).update(topic=None)
    turns = Turn.objects.filter(dialogue_id=scene.dialogue, words__isnull=False)
    if scene.state.finished:
        turns = turns.exclude(step=last_step, round=scene.state.round)
    turns.update(words=None, blanked=Turn.LET_GO)


def on_couple_ended(couple: Couple) -> None:
    """End the open dialogues, and blank words that not both partners wanted to keep."""
    open_dialogues = Dialogue.objects.filter(couple=couple, closed_at=None)
    open_dialogues.update(closed_at=timezone.now(), prepared=None)
    unkept = Dialogue.objects.filter(couple=couple, kept=False, words_erased=False)
    ids = list(unkept.values_list("pk", flat=True))
    Turn.objects.filter(dialogue__in=ids, words__isnull=False).update(words=None, blanked=Turn.LET_GO)
    Dialogue.objects.filter(pk__in=ids).update(words_erased=True)
    Dialogue.objects.filter(pk__in=ids, topic_kept=False).update(topic=None)


def erase_expired() -> int:
    """Blank the last words of dialogues whose grace period is over. Returns the number of dialogues."""
    expired = Dialogue.objects.filter(
        kept=False, words_erased=False, closed_at__lt=timezone.now() - GRACE_PERIOD
    )
    ids = list(expired.values_list("pk", flat=True)[:1000])
    Turn.objects.filter(dialogue__in=ids, words__isnull=False).update(words=None, blanked=Turn.LET_GO)
    return int(Dialogue.objects.filter(pk__in=ids).update(words_erased=True))
