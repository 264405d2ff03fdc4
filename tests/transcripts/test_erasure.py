"""Letting words go: one's own of a turn or a dialogue, or a whole dialogue for both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import Partner, User
from dialogues.models import Turn
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def let_go(user: User, talk: Talk, what: str, turn: int | str = "", status: int = 302) -> None:
    answer = signed_in(user).post(
        f"/transcripts/{talk.pk}/let-go/", {"what": what, "turn": turn, "sure": "yes"}
    )
    assert answer.status_code == status


def page(user: User, talk: Talk) -> str:
    return compact(signed_in(user).get(f"/transcripts/{talk.pk}/").content.decode())


def worded() -> set[int]:
    return set(Turn.objects.filter(words__isnull=False).values_list("seq", flat=True))


def test_ones_own_words_of_a_turn_go_and_the_others_stay(ana: User, ben: User, talk: Talk):
    before = worded()
    let_go(ana, talk, "turn", 4)
    assert worded() == before - {4}
    for user in (ana, ben):
        html = page(user, talk)
        assert "ana has something to send" not in html
        assert "Ana let these words go" in html
        assert "ben has something to mirror" in html


def test_the_others_words_are_not_ones_own_to_let_go(ana: User, ben: User, talk: Talk):
    before = worded()
    let_go(ben, talk, "turn", 4, 422)
    let_go(ben, talk, "", 4, 422)
    let_go(ben, talk, "turn", "99", 404)
    let_go(ben, talk, "turn", "abc", 422)
    assert worded() == before


def test_all_ones_own_words_in_a_dialogue_go_with_its_topic(ana: User, ben: User, talk: Talk):
    other = Talk(ana, ben)
    other.play(WHOLE)
    let_go(ana, talk, "mine")
    assert not Turn.objects.filter(dialogue=talk.pk, author__user=ana, words__isnull=False).exists()
    assert Turn.objects.filter(dialogue=talk.pk, author__user=ben, words__isnull=False).exists()
    assert Turn.objects.filter(dialogue=other.pk, author__user=ana, words__isnull=False).exists()
    assert talk.now().topic is None
    let_go(ben, other, "mine")
    assert other.now().topic == "Quiet dinners"  # Ana gave it


def test_a_whole_dialogue_goes_for_both_and_the_other_is_told(ana: User, ben: User, talk: Talk):
    let_go(ana, talk, "whole")
    assert not worded()
    assert talk.now().topic is None
    day = f"{talk.now().created_at.day} {talk.now().created_at:%B}"
    assert f"Ana let the words of {day} go." in page(ben, talk)
    assert f"You let the words of {day} go." in page(ana, talk)
    assert "Ana let the words go" in signed_in(ben).get("/transcripts/").content.decode()
    claim_due()
    told = Notice.objects.filter(sort="let_go")
    assert [(one.user_id, one.path) for one in told] == [(ben.pk, f"/transcripts/{talk.pk}/")]


@pytest.mark.slow
def test_before_the_others_words_go_it_is_asked_once_more(ana: User, talk: Talk):
    before = worded()
    answer = signed_in(ana).post(f"/transcripts/{talk.pk}/let-go/", {"what": "whole"})
    assert answer.status_code == 200
    assert "Delete it for you both?" in answer.content.decode()
    assert worded() == before


def test_who_let_a_dialogue_go_first_is_who_did(ana: User, ben: User, talk: Talk):
    let_go(ana, talk, "whole")
    let_go(ben, talk, "whole", status=422)
    assert "Ana let the words of" in page(ben, talk)


def test_what_is_under_way_is_taken_back_in_the_room(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    let_go(ana, talk, "mine")
    assert 4 in worded()
    assert "/let-go/" not in page(ana, talk)


def test_what_was_not_kept_is_gone_already(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(WHOLE)
    let_go(ana, talk, "whole", status=422)
    assert talk.now().let_go_at is None
    assert "since not both of you asked to keep them" in page(ben, talk)


def test_after_leaving_neither_reaches_the_page_and_nobody_is_told(ana: User, ben: User, talk: Talk):
    let_go(ana, talk, "whole")
    place = Partner.objects.current(ana)
    assert place
    leave_couple(place)
    assert signed_in(ben).get(f"/transcripts/{talk.pk}/let-go/").status_code == 302
    claim_due(timezone.now() + timedelta(minutes=1))
    assert not Notice.objects.filter(sort="let_go").exists()
