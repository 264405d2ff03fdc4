"""Three good things: short enough for each day, and nobody has to be there at the same time."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from couples.models import Couple, User
from dialogues.protocol import CLOSED
from reminders.models import ClaimProgress, Notice
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db
ROUND_OF_ANA = "ana send, ben mirror, ana send, ben mirror, ana send, ben mirror, ana got_it, ben thank"
ROUND_OF_BEN = "ana switch, ben switch, ben send, ana mirror, ben send, ana mirror, ben enough, ana thank"


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return Talk(ana, ben, kind="daily")


def stage_of(talk: Talk, user: User) -> str:
    return unescape(signed_in(user).get(f"/dialogues/{talk.pk}/").text)


def people_told() -> list[str]:
    return list(
        Notice.objects.filter(sort="turn")
        .order_by("due_at")
        .values_list("user__profile__first_name", flat=True)
    )


def test_it_is_offered_with_its_minutes_and_what_the_other_reads(ana: User, ana_and_ben: Couple):
    page = compact(signed_in(ana).get("/dialogues/new/").text)
    first_card = page.split('class="kind-minutes">')[1]
    assert "Three good things" in page.split('class="kind-minutes">')[0]
    assert first_card.lstrip().startswith("5 min")
    assert "Ben reads: “Ana would like to tell you three good things, and hear three from you.”" in page


def test_the_first_dialogue_is_an_appreciation_though_this_one_is_shorter(ana: User, ana_and_ben: Couple):
    page = compact(signed_in(ana).get("/dialogues/").text)
    assert '<a class="button" href="/dialogues/new/?kind=appreciation&amp;step=mode">' in page


def test_each_has_been_told_three_things_or_two(talk: Talk):
    talk.play(f"ben accept, ana ready, ben ready, {ROUND_OF_ANA}, {ROUND_OF_BEN}")
    state = talk.now().state
    assert (state.step, state.finished, state.round) == (CLOSED, True, 2)


def test_each_arrives_when_they_can(talk: Talk, ana: User, ben: User):
    talk.play("ben accept, ben ready")
    assert "Ana will join when they can" in stage_of(talk, ben)
    assert "You can close this and come back." in stage_of(talk, ben)
    assert "If you're apart, you don't have to do it at the same time." in stage_of(talk, ana)
    talk.play("ana ready, ana send")
    assert "Say it back" in stage_of(talk, ben)


def test_a_turn_that_waits_is_told_to_whoever_it_waits_for(talk: Talk, ana: User, ben: User):
    talk.play("ben accept, ben ready")
    claim_due(timezone.now() + timedelta(hours=5))
    assert people_told() == ["Ana"]
    ClaimProgress.objects.all().delete()  # the clock goes back: these moves aren't five hours late
    talk.play("ana ready, ana send")
    claim_due(timezone.now() + timedelta(hours=10))
    assert people_told() == ["Ana", "Ben"]
