"""Giving: days ticked, thanks, looking back, going on, setting aside."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from change_requests import asking, listing, planning, preparing
from change_requests.models import Gift, LookedBack, Request, Thanks
from change_requests.moving import standing
from change_requests.pages import page
from change_requests.states import NotNow
from change_requests.told import Told
from couples.leaving import leave
from couples.models import User
from tests.change_requests.asked import chosen, draft, place_of

pytestmark = pytest.mark.django_db


def days_of(row: Request) -> list[date]:
    plan = standing(row)
    assert plan
    return plan.days


def test_a_day_is_given_with_a_word_and_thanked_for(ana: User, ben: User):
    row = chosen(ana, ben)
    first, second, *_ = days_of(row)
    planning.give(row, place_of(ben), first, "lentils, and you laughed")
    planning.give(row, place_of(ben), second, "")
    planning.thank(row, place_of(ana), Gift.objects.get(day=first).pk, "I was happy all evening")
    seen = page(Request.objects.get(), place_of(ana))
    assert [(one.gift.day, one.gift.words) for one in seen.gifts] == [
        (second, None),
        (first, "lentils, and you laughed"),
    ]
    assert seen.gifts[1].thanks
    assert seen.gifts[1].thanks.words == "I was happy all evening"
    assert seen.request.state == "under_way"


def test_the_same_day_twice_is_one_gift(ana: User, ben: User):
    row = chosen(ana, ben)
    for words in ("once", "and again"):
        planning.give(row, place_of(ben), days_of(row)[0], words)
    assert Gift.objects.get().words == "once"


def test_only_days_of_the_plan_can_be_given_and_only_by_the_giver(ana: User, ben: User):
    row = chosen(ana, ben)
    with pytest.raises(NotNow):
        planning.give(row, place_of(ben), days_of(row)[0] + timedelta(days=1), "")
    with pytest.raises(NotNow):
        planning.give(row, place_of(ana), days_of(row)[0], "")
    assert not Gift.objects.exists()


def test_a_slip_can_be_taken_back_by_the_giver_alone(ana: User, ben: User):
    row = chosen(ana, ben)
    planning.give(row, place_of(ben), days_of(row)[0], "")
    gift = Gift.objects.get().pk
    with pytest.raises(NotNow):
        planning.take_back_gift(row, place_of(ana), gift)
    planning.take_back_gift(row, place_of(ben), gift)
    assert not Gift.objects.exists()


def test_what_was_thanked_for_stays_given(ana: User, ben: User):
    row = chosen(ana, ben)
    planning.give(row, place_of(ben), days_of(row)[0], "")
    gift = Gift.objects.get().pk
    planning.thank(row, place_of(ana), gift, "thank you")
    planning.take_back_gift(row, place_of(ben), gift)
    assert Thanks.objects.get().gift.pk == gift


def test_the_giver_cannot_thank_himself(ana: User, ben: User):
    row = chosen(ana, ben)
    planning.give(row, place_of(ben), days_of(row)[0], "")
    with pytest.raises(NotNow):
        planning.thank(row, place_of(ben), Gift.objects.get().pk, "well done me")
    with pytest.raises(NotNow):
        planning.thank(row, place_of(ana), uuid.uuid4(), "for nothing")


def test_both_look_back_and_saying_it_again_takes_the_place_of_it(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = standing(row)
    assert plan
    for author, words in ((ana, "first"), (ana, "I am calmer"), (ben, "easier than I thought")):
        planning.look_back(row, place_of(author), plan.pk, {"for_me": words, "for_you": ""})
    assert LookedBack.objects.count() == 2
    looked = page(Request.objects.get(), place_of(ben)).looked
    assert {(one.author.name, one.for_me) for one in looked} == {
        ("Ana", "I am calmer"),
        ("Ben", "easier than I thought"),
    }


def test_he_goes_on_with_it_or_takes_another_of_the_three(ana: User, ben: User):
    row = chosen(ana, ben)
    planning.give(row, place_of(ben), days_of(row)[0], "")
    planning.finish(row, place_of(ana))
    row.refresh_from_db()
    assert row.state == "kept"
    assert standing(row) is None
    planning.choose(row, place_of(ben), planning.Choice("third", timezone.localdate(), 3, ""))
    row.refresh_from_db()
    assert row.state == "chosen"
    assert len(days_of(row)) == 7
    assert Gift.objects.count() == 1  # what was given stays


def test_she_cannot_choose_for_him_or_call_it_given_before_it_is(ana: User, ben: User):
    row = chosen(ana, ben)
    with pytest.raises(NotNow):
        planning.choose(row, place_of(ana), planning.Choice("first", timezone.localdate()))
    with pytest.raises(NotNow):
        planning.finish(row, place_of(ana))


def test_set_aside_ends_the_plan_without_a_reason(ana: User, ben: User):
    row = chosen(ana, ben)
    with pytest.raises(NotNow):
        planning.set_aside(row, place_of(ana))
    planning.set_aside(row, place_of(ben))
    row.refresh_from_db()
    assert (row.state, standing(row)) == ("set_aside", None)


def test_a_change_is_written_down_with_who_and_when(ana: User, ben: User):
    row = chosen(ana, ben)
    before = timezone.now()
    planning.give(row, place_of(ben), days_of(row)[0], "")
    planning.finish(row, place_of(ana))
    given, finished = row.changes.order_by("at")[2:]
    assert (given.act, given.who.name, given.state) == ("give", "Ben", "under_way")
    assert (finished.act, finished.who.name, finished.state) == ("finish", "Ana", "kept")
    assert before <= given.at <= finished.at <= timezone.now()


def test_each_is_told_what_is_new_until_they_have_seen_it(ana: User, ben: User):
    row = chosen(ana, ben)
    planning.give(row, place_of(ben), days_of(row)[0], "")
    assert listing.has_news(place_of(ana))
    assert not listing.has_news(place_of(ben))
    listing.has_seen(place_of(ana), row)
    assert not listing.has_news(place_of(ana))
    planning.thank(row, place_of(ana), Gift.objects.get().pk, "")
    assert listing.has_news(place_of(ben))


def test_a_gift_is_due_for_the_giver_on_its_day_and_not_before(ana: User, ben: User):
    tomorrow = timezone.now() + timedelta(days=1)
    row = chosen(ana, ben, at=tomorrow)
    assert not listing.is_due(place_of(ben))
    plan = standing(row)
    assert plan
    plan.begins_on = timezone.localdate()
    plan.save()
    assert listing.is_due(place_of(ben))
    assert not listing.is_due(place_of(ana))
    planning.give(row, place_of(ben), plan.begins_on, "")
    assert not listing.is_due(place_of(ben))


def test_when_the_time_is_over_both_are_asked_to_look_back(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = standing(row)
    assert plan
    plan.begins_on = timezone.localdate() - timedelta(weeks=5)
    plan.save()
    assert listing.is_due(place_of(ana))
    assert page(row, place_of(ben)).is_over


def test_leaving_lets_go_what_the_two_could_read(ana: User, ben: User):
    row = chosen(ana, ben)
    leave(place_of(ben))
    row.refresh_from_db()
    assert not row.asked.filter(text__isnull=False).exists()
    assert row.told.desire  # sealed, and hers


def test_taken_off_the_list_it_is_gone(ana: User, ben: User):
    row = chosen(ana, ben)
    with pytest.raises(NotNow):
        preparing.let_go(row, place_of(ana))
    asking.withdraw(row, place_of(ana))
    preparing.let_go(row, place_of(ana))
    assert not Request.objects.exists()


def test_of_two_devices_the_later_one_is_told(ana: User, ben: User):
    row = draft(ana)
    preparing.tell(row, 0, desire="to be held")
    with pytest.raises(preparing.ChangedMeanwhile):
        preparing.tell(row, 0, desire="to be left in peace")
    preparing.tell(row, 0, desire="to be held")  # the same words again change nothing
    row.refresh_from_db()
    assert (row.told.desire, row.version) == ("to be held", 1)


def test_a_form_sent_twice_begins_one_request_with_the_words_of_the_last(ana: User, ben: User):
    for words in ("first", "and then"):
        preparing.begin(place_of(ana), Told(desire=words), "the-same-key")
    assert Request.objects.get().told.desire == "and then"
