"""Words that their author lets go, and whole dialogues that one of the two lets go for both."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from couples.models import Partner, User
from dialogues.models import Dialogue, Turn
from dialogues.signals import words_went


@transaction.atomic
def erase_turn(dialogue: Dialogue, me: Partner, seq: int) -> int:
    """Blank one's own words in one turn of a dialogue that has ended. How many turns it was: 1, or 0 where there are
    no words of theirs."""
    return erase(Dialogue.objects.filter(pk=dialogue.pk), me.user, Turn.objects.filter(seq=seq))


@transaction.atomic
def erase_dialogue(dialogue: Dialogue, me: Partner) -> int:
    """Blank all one's own words in a dialogue that has ended, its topic with them where they began it."""
    dialogues = Dialogue.objects.filter(pk=dialogue.pk)
    erased = erase(dialogues, me.user, Turn.objects.all())
    dialogues.exclude(closed_at=None).filter(started_by__user=me.user).update(topic=None)
    return erased


@transaction.atomic
def erase_everywhere(user: User) -> int:
    """Blank all that somebody ever said in dialogues that have ended, in whichever couple."""
    dialogues = Dialogue.objects.filter(couple__partners__user=user)
    erased = erase(dialogues, user, Turn.objects.all())
    dialogues.exclude(closed_at=None).filter(started_by__user=user).update(topic=None)
    return erased


def erase(dialogues: QuerySet[Dialogue], user: User, turns: QuerySet[Turn]) -> int:
    ended = dialogues.exclude(closed_at=None)
    theirs = turns.filter(dialogue__in=ended, author__user=user, words__isnull=False)
    erased: int = theirs.update(words=None, blanked=Turn.ERASED)
    went(ended)
    return erased


@transaction.atomic
def let_go(dialogue: Dialogue, me: Partner) -> None:
    """Blank all words of a dialogue that has ended and was kept, for both. Who did so first is said to the other."""
    rows = Dialogue.objects.filter(pk=dialogue.pk, kept=True, let_go_at=None).exclude(closed_at=None)
    if rows.update(let_go_by=me, let_go_at=timezone.now(), topic=None, words_gone=True):
        turns = Turn.objects.filter(dialogue=dialogue.pk, words__isnull=False)
        turns.update(words=None, blanked=Turn.LET_GO)
        went(Dialogue.objects.filter(pk=dialogue.pk))


def went(dialogues: QuerySet[Dialogue]) -> None:
    couples: list[uuid.UUID] = list(dialogues.order_by().values_list("couple", flat=True).distinct())
    dialogues.update(blanked_at=timezone.now())
    words_went.send(Dialogue, couples=couples)
