"""Thanks, reviews, deleting one's own words, and what stays when the other withdraws theirs."""

from __future__ import annotations

import json
import uuid

import pytest
from django.utils import timezone

from change_requests import dialogue_hooks, drafts, plans, thanks_and_reviews
from change_requests.draft_data import RequestDraft
from change_requests.models import Gift, Plan, Request, RequestReview, Thanks
from change_requests.page_context import build_page
from change_requests.plans import WishChoice
from core.exceptions import InvalidTransition, StaleVersion
from couples.leaving import leave_couple
from couples.models import User
from couples.personal_data_registry import providers
from tests.change_requests.factories import create_chosen_request, draft, partner_of, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def given_request(ana: User, ben: User) -> Request:
    """A request of which Ben has given the first day."""
    row = create_chosen_request(ana, ben)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_of(row).days[0], "lentils")
    return row


def test_thanks_are_stored_once_and_never_overwritten(given_request: Request, ana: User):
    gift = Gift.objects.get().pk
    for words in ("", "so good", "so good", ""):
        thanks_and_reviews.add_thanks(given_request, partner_of(ana), gift, words)
    with pytest.raises(StaleVersion):
        thanks_and_reviews.add_thanks(given_request, partner_of(ana), gift, "from the laptop")
    assert Thanks.objects.get().words == "so good"


def test_the_giver_cannot_thank_himself_and_nobody_for_nothing(given_request: Request, ana: User, ben: User):
    with pytest.raises(InvalidTransition):
        thanks_and_reviews.add_thanks(given_request, partner_of(ben), Gift.objects.get().pk, "well done me")
    with pytest.raises(InvalidTransition):
        thanks_and_reviews.add_thanks(given_request, partner_of(ana), uuid.uuid4(), "for nothing")


def test_both_partners_review_over_the_version_they_saw(given_request: Request, ana: User, ben: User):
    plan = plan_of(given_request).pk
    for author, seen, words in (
        (ana, 0, "first"),
        (ana, 1, "I am calmer"),
        (ben, 0, "easier than I thought"),
    ):
        thanks_and_reviews.add_review(
            given_request, partner_of(author), plan, seen, {"for_me": words, "for_you": ""}
        )
    with pytest.raises(StaleVersion):
        thanks_and_reviews.add_review(
            given_request, partner_of(ana), plan, 1, {"for_me": "from an old tab", "for_you": ""}
        )
    thanks_and_reviews.add_review(
        given_request, partner_of(ana), plan, 1, {"for_me": "I am calmer", "for_you": ""}
    )  # the same again
    now = build_page(Request.objects.get(), partner_of(ben)).current
    assert now
    reviews = {(one.author.name, one.for_me) for one in now.reviews}
    assert reviews == {("Ana", "I am calmer"), ("Ben", "easier than I thought")}


def test_a_look_back_belongs_to_the_plan_it_was_written_about(given_request: Request, ben: User):
    before = plan_of(given_request).pk
    plans.choose_plan(given_request, partner_of(ben), WishChoice("third", timezone.localdate()), str(before))
    thanks_and_reviews.add_review(
        given_request, partner_of(ben), before, 0, {"for_me": "about the second wish", "for_you": ""}
    )
    assert RequestReview.objects.get().plan_id == before
    with pytest.raises(InvalidTransition):
        thanks_and_reviews.add_review(
            given_request, partner_of(ben), uuid.uuid4(), 0, {"for_me": "x", "for_you": ""}
        )


def test_ones_own_words_can_be_taken_back_and_nobody_elses(given_request: Request, ana: User, ben: User):
    plan, gift = plan_of(given_request), Gift.objects.get()
    thanks_and_reviews.add_thanks(given_request, partner_of(ana), gift.pk, "so good")
    thanks_and_reviews.add_review(
        given_request, partner_of(ben), plan.pk, 0, {"for_me": "calm", "for_you": ""}
    )
    thanks, review = Thanks.objects.get(), RequestReview.objects.get()
    for author, pk in ((ana, plan.pk), (ana, gift.pk), (ana, review.pk), (ben, thanks.pk)):
        thanks_and_reviews.delete_own_words(given_request, partner_of(author), pk)
    assert [Plan.objects.get().words, Gift.objects.get().words] == ["gladly", "lentils"]
    assert [Thanks.objects.get().words, RequestReview.objects.count()] == ["so good", 1]
    for author, pk in ((ben, plan.pk), (ben, gift.pk), (ben, review.pk), (ana, thanks.pk)):
        thanks_and_reviews.delete_own_words(given_request, partner_of(author), pk)
    assert [Plan.objects.get().words, Gift.objects.get().words] == [None, None]
    assert [Thanks.objects.get().words, RequestReview.objects.count()] == [None, 0]


def test_after_withdrawal_and_deletion_the_givers_words_stay(given_request: Request, ana: User, ben: User):
    thanks_and_reviews.add_thanks(given_request, partner_of(ana), Gift.objects.get().pk, "so good")
    with pytest.raises(InvalidTransition):
        drafts.delete_request(given_request, partner_of(ana))
    dialogue_hooks.withdraw_request(given_request, partner_of(ana))
    drafts.delete_request(given_request, partner_of(ana))
    given_request.refresh_from_db()
    assert given_request.details == RequestDraft()
    assert not Request.objects.asked_by(partner_of(ana))
    assert not Thanks.objects.exists()
    page = build_page(given_request, partner_of(ben))
    assert page.request_dialogue is None
    assert [one.gift.words for one in page.plans[0].gifts] == ["lentils"]
    assert [page.plans[0].plan.words, page.plans[0].plan.wish] == ["gladly", None]


@pytest.mark.parametrize("leaver", ["ana", "ben"])
def test_after_leaving_each_still_has_their_own_words_and_not_the_other_s(
    given_request: Request, ana: User, ben: User, leaver: str
):
    request_dialogue = given_request.dialogues.get()
    leave_couple(partner_of({"ana": ana, "ben": ben}[leaver]))
    export_of_ana, export_of_ben = (
        json.dumps(providers()["change_requests"].export(user)) for user in (ana, ben)
    )
    for words in (request_dialogue.desire, *(wish.words for wish in request_dialogue.wishes)):
        assert json.dumps(words) in export_of_ana
        assert json.dumps(words) not in export_of_ben
    assert "lentils" in export_of_ben
    assert "lentils" not in export_of_ana


def test_the_later_of_two_devices_gets_stale_version(ana: User, ben: User):
    row = draft(ana)
    drafts.update_ladder(row, 0, {"desire": "to be held"})
    with pytest.raises(StaleVersion):
        drafts.update_ladder(row, 0, {"desire": "to be left in peace"})
    drafts.update_ladder(row, 0, {"desire": "to be held"})  # the same words again change nothing
    drafts.update_wishes(row, 0, row.details.wishes[::-1])  # what another form holds is no conflict
    row.refresh_from_db()
    assert (row.details.desire, row.ladder_version, row.wishes_version) == ("to be held", 1, 1)


def test_a_form_sent_twice_begins_one_request_and_other_words_are_not_lost(ana: User, ben: User):
    for words in ("first", "first", "and then"):
        drafts.create_draft(partner_of(ana), RequestDraft(desire=words), "the-same-key")
    assert {row.details.desire for row in Request.objects.all()} == {"first", "and then"}
    assert Request.objects.count() == 2
