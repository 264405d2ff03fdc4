"""Erasing one's own words, and whole dialogues for both partners.

Whatever blanks a dialogue's words locks its row first, so that two who do so at once wait for each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from couples.models import Partner, User
from couples.personal_data_registry import any_exist
from dialogues import own_words
from dialogues.models import Dialogue, Turn
from dialogues.signals import words_erased


@transaction.atomic
def erase_turn(dialogue: Dialogue, me: Partner, seq: int) -> int:
    """Blank one's own words in one turn of an ended dialogue. Returns 1, or 0 if there were none."""
    ended = lock_dialogues(Dialogue.objects.filter(pk=dialogue.pk, closed_at__isnull=False))
    return blank_words(ended, me.user, Turn.objects.filter(seq=seq))


@transaction.atomic
def erase_dialogue(dialogue: Dialogue, me: Partner) -> int:
    """Blank all one's own words in an ended dialogue, and its topic if they began it.

    Returns the number of turns and topics blanked.
    """
    ended = lock_dialogues(Dialogue.objects.filter(pk=dialogue.pk, closed_at__isnull=False))
    return blank_words(ended, me.user, Turn.objects.all(), topics=True)


@transaction.atomic
def erase_everywhere(user: User) -> int:
    """Blank all that a person ever said in dialogues or prepared to say, in every couple, also in open ones.

    Returns the number of turns and topics blanked.
    """
    return blank_words(lock_dialogues(dialogues_of(user)), user, Turn.objects.all(), topics=True)


@transaction.atomic
def erase_topics(user: User, dialogues: Iterable[uuid.UUID]) -> int:
    """Blank what a person wrote before these dialogues began: their topics, and what was prepared for them."""
    chosen = lock_dialogues(dialogues_of(user).filter(pk__in=list(dialogues)))
    return blank_words(chosen, user, Turn.objects.none(), topics=True)


@transaction.atomic
def erase_for_both(dialogue: Dialogue, me: Partner) -> bool:
    """Erase a kept, ended dialogue for both. Each can still read their own words for a while (`own_words`).

    The partner is notified of who did it first. Returns whether that was this one.
    """
    rows = Dialogue.objects.filter(pk=dialogue.pk, kept=True, let_go_at=None, closed_at__isnull=False)
    if not lock_dialogues(rows):
        return False
    own_words.set_aside(Dialogue.objects.filter(pk=dialogue.pk), Turn.objects.filter(dialogue=dialogue.pk))
    rows.update(let_go_by=me, let_go_at=timezone.now(), words_erased=True)
    signal_words_erased([dialogue.pk], None)
    return True


def has_words(user: User) -> bool:
    """Whether any dialogue holds words of this person."""
    begun = Dialogue.objects.filter(started_by__user=user)
    before = begun.filter(Q(topic__isnull=False) | Q(own_topic__isnull=False) | Q(prepared__isnull=False))
    worded = Q(words__isnull=False) | Q(own_words__isnull=False)
    return any_exist(before, Turn.objects.filter(worded, author__user=user).order_by())


def dialogues_of(user: User) -> QuerySet[Dialogue]:
    """Return the dialogues of all couples that a person is or was in."""
    couples = Partner.objects.filter(user=user).values("couple")
    dialogues: QuerySet[Dialogue] = Dialogue.objects.filter(couple__in=couples)
    return dialogues


def lock_dialogues(dialogues: QuerySet[Dialogue]) -> list[uuid.UUID]:
    """Lock these dialogues FOR NO KEY UPDATE until the transaction ends, and return their ids."""
    rows = dialogues.order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))


def blank_words(chosen: list[uuid.UUID], user: User, turns: QuerySet[Turn], *, topics: bool = False) -> int:
    """Blank a person's words in these turns of the chosen dialogues, and with `topics` what they wrote before."""
    authors = list(Partner.objects.filter(user=user).values_list("pk", flat=True))
    turns = turns.filter(dialogue__in=chosen, author__in=authors).order_by()
    begun = Dialogue.objects.filter(pk__in=chosen if topics else [], started_by__in=authors)
    worded_turns, with_topic = turns.filter(words__isnull=False), begun.filter(topic__isnull=False)
    set_aside = turns.filter(own_words__isnull=False), begun.filter(own_topic__isnull=False)
    changed = {pk for rows in (worded_turns, set_aside[0]) for pk in rows.values_list("dialogue", flat=True)}
    changed |= {pk for rows in (with_topic, set_aside[1]) for pk in rows.values_list("pk", flat=True)}
    erased = (
        worded_turns.update(words=None, blanked=Turn.ERASED)
        + with_topic.update(topic=None)
        + own_words.blank_own_words(*set_aside)
    )
    begun.filter(prepared__isnull=False).update(prepared=None)
    if changed:
        signal_words_erased(changed, user)
    return int(erased)


def signal_words_erased(dialogues: Iterable[uuid.UUID], author: User | None) -> None:
    """Send `words_erased`: the words of `author` are gone, or for both what they shared."""
    rows = Dialogue.objects.filter(pk__in=list(dialogues))
    rows.update(blanked_at=timezone.now())
    couples = list(rows.order_by().values_list("couple", flat=True).distinct())
    words_erased.send(Dialogue, couples=couples, by=author)
