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
    dialogues = Dialogue.objects.filter(pk=dialogue.pk)
    return erase(dialogues, [me.pk], Turn.objects.filter(seq=seq), Dialogue.objects.none())


@transaction.atomic
def erase_dialogue(dialogue: Dialogue, me: Partner) -> int:
    """Blank all one's own words in a dialogue that has ended, its topic with them where they began it."""
    dialogues = Dialogue.objects.filter(pk=dialogue.pk)
    return erase(dialogues, [me.pk], Turn.objects.all(), dialogues)


@transaction.atomic
def erase_everywhere(user: User) -> int:
    """Blank all that somebody ever said in dialogues that have ended, in whichever couple."""
    places = dict(Partner.objects.filter(user=user).values_list("pk", "couple"))
    dialogues = Dialogue.objects.filter(couple__in=places.values())
    return erase(dialogues, list(places), Turn.objects.all(), dialogues)


def erase(
    dialogues: QuerySet[Dialogue], mine: list[int], turns: QuerySet[Turn], topics: QuerySet[Dialogue]
) -> int:
    """Blank what was said from these places in couples, where it has ended. How many turns it was."""
    ended = list(dialogues.filter(closed_at__isnull=False).values_list("pk", flat=True))
    said = turns.filter(dialogue__in=ended, author__in=mine, words__isnull=False).order_by()
    begun = topics.filter(pk__in=ended, started_by__in=mine, topic__isnull=False)
    touched = {*said.values_list("dialogue", flat=True), *begun.values_list("pk", flat=True)}
    erased: int = said.update(words=None, blanked=Turn.ERASED)
    begun.update(topic=None)
    if touched:
        went(Dialogue.objects.filter(pk__in=touched))
    return erased


@transaction.atomic
def let_go(dialogue: Dialogue, me: Partner) -> None:
    """Blank all words of a dialogue that has ended, for both. Who let them go is said to the other. Once is enough."""
    rows = Dialogue.objects.filter(pk=dialogue.pk, let_go_at=None).exclude(closed_at=None)
    if rows.update(let_go_by=me, let_go_at=timezone.now(), topic=None, words_gone=True):
        turns = Turn.objects.filter(dialogue=dialogue.pk, words__isnull=False)
        turns.update(words=None, blanked=Turn.LET_GO)
        went(Dialogue.objects.filter(pk=dialogue.pk))


def went(dialogues: QuerySet[Dialogue]) -> None:
    couples: list[uuid.UUID] = list(dialogues.order_by().values_list("couple", flat=True).distinct())
    dialogues.update(blanked_at=timezone.now())
    words_went.send(Dialogue, couples=couples)
