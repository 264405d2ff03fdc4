"""Erasing words: of one turn, of one partner in a dialogue, or of a dialogue for both."""

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


def post_erasure(user: User, talk: Talk, scope: str, turn: int | str = "", status: int = 302) -> None:
    answer = signed_in(user).post(
        f"/transcripts/{talk.pk}/let-go/", {"what": scope, "turn": turn, "sure": "yes"}
    )
    assert answer.status_code == status


def detail_html(user: User, talk: Talk) -> str:
    return compact(signed_in(user).get(f"/transcripts/{talk.pk}/").content.decode())


def seqs_with_words() -> set[int]:
    return set(Turn.objects.filter(words__isnull=False).values_list("seq", flat=True))


def test_erasing_a_turn_leaves_other_turns_alone(ana: User, ben: User, talk: Talk):
    before = seqs_with_words()
    post_erasure(ana, talk, "turn", 4)
    assert seqs_with_words() == before - {4}
    for user in (ana, ben):
        html = detail_html(user, talk)
        assert "ana has something to send" not in html
        assert f"{'You' if user == ana else 'Ana'} deleted these words" in html
        assert "ben has something to mirror" in html


def test_nobody_can_erase_the_partners_turn(ana: User, ben: User, talk: Talk):
    before = seqs_with_words()
    post_erasure(ben, talk, "turn", 4, 422)
    post_erasure(ben, talk, "", 4, 422)
    post_erasure(ben, talk, "turn", "99", 404)
    post_erasure(ben, talk, "turn", "abc", 422)
    assert seqs_with_words() == before


def test_erasing_own_words_in_a_dialogue_erases_its_topic(ana: User, ben: User, talk: Talk):
    other = Talk(ana, ben)
    other.play(WHOLE)
    post_erasure(ana, talk, "mine")
    assert not Turn.objects.filter(dialogue=talk.pk, author__user=ana, words__isnull=False).exists()
    assert Turn.objects.filter(dialogue=talk.pk, author__user=ben, words__isnull=False).exists()
    assert Turn.objects.filter(dialogue=other.pk, author__user=ana, words__isnull=False).exists()
    assert talk.now().topic is None
    post_erasure(ben, other, "mine")
    assert other.now().topic == "Quiet dinners"  # Ana gave it


def test_erasing_for_both_notifies_the_partner(ana: User, ben: User, talk: Talk):
    post_erasure(ana, talk, "whole")
    assert not seqs_with_words()
    assert talk.now().topic is None
    day = f"{talk.now().created_at.day} {talk.now().created_at:%B}"
    assert f"Ana deleted the words from {day}." in detail_html(ben, talk)
    assert f"You deleted the words from {day}." in detail_html(ana, talk)
    assert "Ana deleted the words" in signed_in(ben).get("/transcripts/").content.decode()
    claim_due()
    notices = Notice.objects.filter(sort="let_go")
    assert [(notice.user_id, notice.path) for notice in notices] == [(ben.pk, f"/transcripts/{talk.pk}/")]


@pytest.mark.slow
def test_erasing_for_both_needs_confirmation(ana: User, talk: Talk):
    before = seqs_with_words()
    answer = signed_in(ana).post(f"/transcripts/{talk.pk}/let-go/", {"what": "whole"})
    assert answer.status_code == 200
    assert "Delete it for you both?" in answer.content.decode()
    assert seqs_with_words() == before


def test_the_first_to_erase_a_dialogue_is_named(ana: User, ben: User, talk: Talk):
    post_erasure(ana, talk, "whole")
    post_erasure(ben, talk, "whole", status=422)
    assert "Ana deleted the words from" in detail_html(ben, talk)


def test_words_of_an_open_dialogue_cannot_be_erased(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    post_erasure(ana, talk, "mine")
    assert 4 in seqs_with_words()
    assert "/let-go/" not in detail_html(ana, talk)


def test_a_dialogue_that_was_not_kept_has_nothing_to_erase(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(WHOLE)
    post_erasure(ana, talk, "whole", status=422)
    assert talk.now().let_go_at is None
    assert "both ask to keep them" in detail_html(ben, talk)


def test_after_leaving_the_page_is_gone_and_nobody_is_notified(ana: User, ben: User, talk: Talk):
    post_erasure(ana, talk, "whole")
    partner = Partner.objects.current(ana)
    assert partner
    leave_couple(partner)
    assert signed_in(ben).get(f"/transcripts/{talk.pk}/let-go/").status_code == 302
    claim_due(timezone.now() + timedelta(minutes=1))
    assert not Notice.objects.filter(sort="let_go").exists()
