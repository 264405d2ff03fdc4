"""Requests that their asker lets go of, all at once; what the giver wrote stays theirs."""

from __future__ import annotations

import pytest

from change_requests import plans, thanks_and_reviews
from change_requests.models import Asked, Gift, LookedBack, Plan, Request, Thanks
from couples import personal_data_registry
from couples.models import User
from tests.change_requests.factories import (
    asked,
    chosen,
    draft,
    page_of,
    place_of,
    plan_of,
    read,
    say_the_three,
)
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
SAID = {"for_me": "It was warm.", "for_you": ""}


def given(ana: User, ben: User) -> Request:
    """A request with a gift, thanks for it, and a look back of each."""
    row = chosen(ana, ben)
    plan = plan_of(row)
    plans.add_gift(row, place_of(ben), plan.pk, plan.days[0], "a word of Ben's")
    thanks_and_reviews.add_thanks(row, place_of(ana), Gift.objects.get().pk, "Thank you.")
    for user in (ana, ben):
        thanks_and_reviews.add_review(row, place_of(user), plan.pk, 0, SAID)
    return row


def test_the_giver_keeps_what_they_wrote_and_reads_nothing_of_the_asker_s(ana: User, ben: User):
    row = given(ana, ben)
    draft(ana)
    personal_data_registry.erase_personal_data(ana, "change_requests")
    assert [one.state for one in Request.objects.all()] == ["gone"]
    page = read(signed_in(ben), page_of(row))
    assert "Ana took this request back" in page
    assert "a word of Ben" in page
    assert "Thank you." not in page
    assert [one.author.name for one in LookedBack.objects.all()] == ["Ben"]
    assert signed_in(ana).get(page_of(row)).status_code == 404


def test_the_giver_s_words_go_and_that_they_gave_stays(ana: User, ben: User):
    row = given(ana, ben)
    personal_data_registry.erase_personal_data(ben, "change_requests")
    plan = Plan.objects.get()
    assert (plan.words, plan.hard, plan.ended_at) == (None, None, None)
    assert Gift.objects.get().words is None
    assert Thanks.objects.get().words == "Thank you."
    page = read(signed_in(ana), page_of(row))
    assert "Thank you." in page
    assert "a word of Ben" not in page


def test_a_dialogue_that_is_under_way_goes_on_to_its_end_and_leaves_nothing(ana: User, ben: User):
    talk = asked(ana, ben, draft(ana))
    say_the_three(talk)
    talk.play("ben choose_second")
    personal_data_registry.erase_personal_data(ana, "change_requests")
    talk.make("ben", "give", "gladly")
    talk.play("ana thank")
    assert talk.now().closed_at
    for model in (Request, Asked, Plan):
        assert not model.objects.exists()


def test_it_goes_on_also_where_something_was_given_before(ana: User, ben: User):
    row = given(ana, ben)
    plans.finish_plan(row, place_of(ben))
    row.refresh_from_db()
    talk = asked(ana, ben, row)
    say_the_three(talk)
    talk.play("ben choose_first")
    personal_data_registry.erase_personal_data(ana, "change_requests")
    talk.make("ben", "give", "gladly")
    talk.play("ana thank")
    assert talk.now().closed_at
    assert not Asked.objects.filter(text__isnull=False).exists()
    assert [one.told.desire for one in Request.objects.all()] == [""]
