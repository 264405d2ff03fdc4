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


def said(talk: Talk, who: str) -> int:
    """In how many turns words of someone are still there."""
    return Turn.objects.filter(
        dialogue=talk.pk, author__user=talk.who[who].user_id, words__isnull=False
    ).count()


@contextmanager
def listening() -> Iterator[list[list[UUID]]]:
    heard: list[list[UUID]] = []

    def listen(sender: object, couples: list[UUID], **_: object) -> None:
        heard.append(couples)

    words_erased.connect(listen)
    try:
        yield heard
    finally:
        words_erased.disconnect(listen)


def test_everywhere_is_in_all_couples_and_leaves_the_other_s(ana: User, ben: User):
    before = Talk(ana, ben)
    before.play(WHOLE)
    leave_couple(Partner.objects.get(user=ana, left_at=None))
    later = pair(person("Cleo"), ana)
    ended, running = (Talk(*(partner.user for partner in later.partners.order_by("slot"))) for _ in range(2))
    ended.play(WHOLE)
    running.play(ROUND_OF_ANA)
    theirs = said(before, "ben"), said(ended, "ana")  # Cleo began these, so she is called ana in them
    hers = said(before, "ana") + said(ended, "ben") + said(running, "ben")
    topics = 1  # of the dialogue that she began
    with listening() as heard:
        assert erasure.erase_everywhere(ana) == hers + topics
    assert [said(before, "ana"), said(ended, "ben"), said(running, "ben")] == [0, 0, 0]
    assert (said(before, "ben"), said(ended, "ana")) == theirs
    assert (before.now().topic, ended.now().topic) == (None, "Quiet dinners")
    assert {*heard[0]} == {before.dialogue.couple_id, later.pk}


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
    with listening() as heard:
        assert erasure.erase_everywhere(ana) == 0
        assert erasure.erase_turn(second.now(), me, 5) == 0
    assert heard == []
    assert Dialogue.objects.filter(topic__isnull=False).count() == 0
