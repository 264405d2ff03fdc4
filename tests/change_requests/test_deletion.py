"""Erasing all one's requests at once: what the giver wrote stays theirs."""

from __future__ import annotations

import pytest

from change_requests import plans, thanks_and_reviews
from change_requests.models import Gift, Plan, Request, RequestDialogue, RequestReview, Thanks
from couples import personal_data_registry
from couples.models import User
from tests.change_requests.factories import (
    begin_request_dialogue,
    create_chosen_request,
    draft,
    page_path,
    partner_of,
    plan_of,
    read_page,
    say_wishes,
)
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
ANSWERS = {"for_me": "It was warm.", "for_you": ""}


def request_with_gift(ana: User, ben: User) -> Request:
    """A request with a gift, thanks for it, and a review by each partner."""
    row = create_chosen_request(ana, ben)
    plan = plan_of(row)
    plans.add_gift(row, partner_of(ben), plan.pk, plan.days[0], "a word of Ben's")
    thanks_and_reviews.add_thanks(row, partner_of(ana), Gift.objects.get().pk, "Thank you.")
    for user in (ana, ben):
        thanks_and_reviews.add_review(row, partner_of(user), plan.pk, 0, ANSWERS)
    return row


def test_the_giver_keeps_what_they_wrote_and_reads_nothing_of_the_asker_s(ana: User, ben: User):
    row = request_with_gift(ana, ben)
    draft(ana)
    personal_data_registry.erase_personal_data(ana, "change_requests")
    assert [one.state for one in Request.objects.all()] == ["gone"]
    page = read_page(signed_in(ben), page_path(row))
    assert "Ana withdrew this request" in page
    assert "a word of Ben" in page
    assert "Thank you." not in page
    assert [one.author.name for one in RequestReview.objects.all()] == ["Ben"]
    assert signed_in(ana).get(page_path(row)).status_code == 404


def test_erasing_the_givers_words_keeps_the_gifts(ana: User, ben: User):
    row = request_with_gift(ana, ben)
    personal_data_registry.erase_personal_data(ben, "change_requests")
    plan = Plan.objects.get()
    assert (plan.words, plan.hard, plan.ended_at) == (None, None, None)
    assert Gift.objects.get().words is None
    assert Thanks.objects.get().words == "Thank you."
    page = read_page(signed_in(ana), page_path(row))
    assert "Thank you." in page
    assert "a word of Ben" not in page


def test_an_open_dialogue_can_be_finished_after_erasure_and_stores_nothing(ana: User, ben: User):
    talk = begin_request_dialogue(ana, ben, draft(ana))
    say_wishes(talk)
    talk.play("ben choose_second")
    personal_data_registry.erase_personal_data(ana, "change_requests")
    talk.make("ben", "give", "gladly")
    talk.play("ana mirror, ben got_it, ana thank")
    assert talk.now().closed_at
    for model in (Request, RequestDialogue, Plan):
        assert not model.objects.exists()


def test_an_open_dialogue_can_be_finished_after_erasure_with_earlier_gifts(ana: User, ben: User):
    row = request_with_gift(ana, ben)
    plans.finish_plan(row, partner_of(ben))
    row.refresh_from_db()
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben choose_first")
    personal_data_registry.erase_personal_data(ana, "change_requests")
    talk.make("ben", "give", "gladly")
    talk.play("ana mirror, ben got_it, ana thank")
    assert talk.now().closed_at
    assert not RequestDialogue.objects.filter(text__isnull=False).exists()
    assert [one.details.desire for one in Request.objects.all()] == [""]
