"""Words that their author lets go: theirs alone, in whichever couple."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from couples.leaving import leave_couple
from couples.models import Partner, User
from dialogues import erasure
from dialogues.models import Dialogue, Turn
from dialogues.signals import words_erased
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.factories import pair, person

pytestmark = pytest.mark.django_db


def turn_count(talk: Talk, name: str) -> int:
    """In how many turns words of someone are still there."""
    return Turn.objects.filter(
        dialogue=talk.pk, author__user=talk.credentials[name].user_id, words__isnull=False
    ).count()


@contextmanager
def listening() -> Iterator[list[list[UUID]]]:
    signals: list[list[UUID]] = []

    def listen(sender: object, couples: list[UUID], **_: object) -> None:
        signals.append(couples)

    words_erased.connect(listen)
    try:
        yield signals
    finally:
        words_erased.disconnect(listen)


def test_everywhere_is_in_all_couples_and_leaves_the_other_s(ana: User, ben: User):
    before = Talk(ana, ben)
    before.play(WHOLE)
    leave_couple(Partner.objects.get(user=ana, left_at=None))
    second_couple = pair(person("Cleo"), ana)
    ended, running = (
        Talk(*(partner.user for partner in second_couple.partners.order_by("slot"))) for _ in range(2)
    )
    ended.play(WHOLE)
    running.play(ROUND_OF_ANA)
    partners_counts = (
        turn_count(before, "ben"),
        turn_count(ended, "ana"),
    )  # Cleo began these, so she is called ana in them
    own_count = turn_count(before, "ana") + turn_count(ended, "ben") + turn_count(running, "ben")
    topics = 1  # of the dialogue that she began
    with listening() as signals:
        assert erasure.erase_everywhere(ana) == own_count + topics
    assert [turn_count(before, "ana"), turn_count(ended, "ben"), turn_count(running, "ben")] == [0, 0, 0]
    assert (turn_count(before, "ben"), turn_count(ended, "ana")) == partners_counts
    assert (before.now().topic, ended.now().topic) == (None, "Quiet dinners")
    assert {*signals[0]} == {before.dialogue.couple_id, second_couple.pk}


def test_what_has_nothing_to_let_go_is_not_touched(ana: User, ben: User):
    first, second = Talk(ana, ben), Talk(ana, ben)
    for talk in (first, second):
        talk.play(WHOLE)
    me = Partner.objects.get(user=ana)
    erasure.erase_dialogue(first.now(), me)
    at = first.now().blanked_at
    erasure.erase_everywhere(ana)
    assert first.now().blanked_at == at
    assert second.now().blanked_at
    with listening() as signals:
        assert erasure.erase_everywhere(ana) == 0
        assert erasure.erase_turn(second.now(), me, 5) == 0
    assert signals == []
    assert Dialogue.objects.filter(topic__isnull=False).count() == 0
