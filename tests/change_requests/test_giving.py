"""Giving, rescheduling, postponing and setting aside; and what waits for which partner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from change_requests import plans, selectors, thanks_and_reviews
from change_requests.models import Gift, Plan, Request
from change_requests.page_context import build_page
from change_requests.plans import WishChoice
from change_requests.schedules import GiftFrequency, GiftSchedule
from change_requests.transitions import active_plan
from core.exceptions import InvalidTransition, StaleVersion
from couples.models import Partner, User
from tests.change_requests.factories import (
    begin_request_dialogue,
    create_chosen_request,
    draft,
    partner_of,
    plan_of,
    say_wishes,
)
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def plan_days(row: Request) -> list[date]:
    return plan_of(row).days


def begin_on(row: Request, day: date) -> None:
    plan = plan_of(row)
    plan.begins_on = day
    plan.save()


def create_postponed_request(ana: User, ben: User) -> Request:
    """A request that was asked to the end, and that Ben postponed."""
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben not_yet, ana thank")
    row.refresh_from_db()
    return row


def test_a_day_is_given_with_a_word(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    first, second, *_ = plan_days(row)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, first, "lentils, and you laughed")
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, second, "")
    plan_view = build_page(Request.objects.get(), partner_of(ana)).current
    assert plan_view
    assert [(one.gift.day, one.gift.words) for one in plan_view.gifts] == [
        (second, None),
        (first, "lentils, and you laughed"),
    ]
    assert Request.objects.get().state == "under_way"


def test_ticking_a_day_twice_makes_one_gift_and_never_overwrites_a_note(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    day = plan_days(row)[0]
    for words in ("", "once", "once", ""):
        plans.add_gift(row, partner_of(ben), plan_of(row).pk, day, words)
    with pytest.raises(StaleVersion):
        plans.add_gift(row, partner_of(ben), plan_of(row).pk, day, "another word, from the laptop")
    assert Gift.objects.get().words == "once"
    assert row.status_changes.filter(act="give").count() == 1


def test_only_days_of_its_time_can_be_given_and_only_by_the_giver(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = plan_of(row)
    for outside in (plan.begins_on - timedelta(days=1), plan.ends_on + timedelta(days=1)):
        with pytest.raises(InvalidTransition):
            plans.add_gift(row, partner_of(ben), plan_of(row).pk, outside, "")
    with pytest.raises(InvalidTransition):
        plans.add_gift(row, partner_of(ana), plan_of(row).pk, plan_days(row)[0], "")
    assert not Gift.objects.exists()


def test_a_day_between_those_that_are_due_can_be_given_too(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    between = plan_days(row)[0] + timedelta(days=1)
    assert between not in plan_days(row)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, between, "")
    assert Gift.objects.get().day == between


def test_only_the_giver_can_undo_a_gift_and_it_is_logged(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    for day in plan_days(row)[:2]:
        plans.add_gift(row, partner_of(ben), plan_of(row).pk, day, "")
    first, second = Gift.objects.all()
    with pytest.raises(InvalidTransition):
        plans.delete_gift(row, partner_of(ana), first.pk)
    plans.delete_gift(row, partner_of(ben), first.pk)
    plans.delete_gift(row, partner_of(ben), first.pk)
    assert Request.objects.get().state == "under_way"
    plans.delete_gift(row, partner_of(ben), second.pk)
    assert not Gift.objects.exists()
    assert Request.objects.get().state == "chosen"
    assert [one.act for one in row.status_changes.all()][-2:] == ["ungive", "ungive_all"]


def test_what_was_thanked_for_stays_given(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_days(row)[0], "")
    gift = Gift.objects.get().pk
    thanks_and_reviews.add_thanks(row, partner_of(ana), gift, "thank you")
    plans.delete_gift(row, partner_of(ben), gift)
    assert Gift.objects.get().pk == gift


def test_after_finishing_the_giver_can_choose_another_wish(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_days(row)[0], "")
    plans.finish_plan(row, partner_of(ana))
    row.refresh_from_db()
    assert (row.state, active_plan(row)) == ("kept", None)
    plans.choose_plan(row, partner_of(ben), WishChoice("third", timezone.localdate(), 3), "")
    row.refresh_from_db()
    assert row.state == "chosen"
    assert len(plan_days(row)) == 7


def test_earlier_gifts_stay_visible(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = plan_of(row)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan.days[0], "the first evening")
    thanks_and_reviews.add_review(row, partner_of(ben), plan.pk, 0, {"for_me": "calmer", "for_you": ""})
    plans.choose_plan(row, partner_of(ben), WishChoice("third", timezone.localdate()), str(plan.pk))
    for user in (ana, ben):
        (before,) = build_page(Request.objects.get(), partner_of(user)).earlier
        assert before.gifts[0].gift.words == "the first evening"
        assert before.reviews[0].for_me == "calmer"


def test_choosing_twice_is_one_choice_and_a_stale_page_ends_no_plan(ana: User, ben: User):
    row = create_postponed_request(ana, ben)
    choice = WishChoice("first", timezone.localdate(), 4, "with joy")
    for _ in range(2):
        plans.choose_plan(row, partner_of(ben), choice, "")
    assert Plan.objects.count() == 1
    with pytest.raises(StaleVersion):
        plans.choose_plan(row, partner_of(ben), WishChoice("second", timezone.localdate()), "")
    assert plan_of(row).piece == "first"


def test_the_asker_cannot_choose_or_finish_a_plan_without_gifts(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    with pytest.raises(InvalidTransition):
        plans.choose_plan(
            row, partner_of(ana), WishChoice("first", timezone.localdate()), str(plan_of(row).pk)
        )
    with pytest.raises(InvalidTransition):
        plans.finish_plan(row, partner_of(ana))


def test_rescheduling_keeps_the_gifts(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_days(row)[0], "")
    tomorrow = timezone.localdate() + timedelta(days=1)
    plans.reschedule_plan(row, partner_of(ben), GiftSchedule(GiftFrequency.ONCE, 1), tomorrow)
    assert plan_days(row) == [tomorrow]
    assert Gift.objects.count() == 1
    with pytest.raises(InvalidTransition):
        plans.reschedule_plan(row, partner_of(ana), GiftSchedule(GiftFrequency.DAILY, 4), tomorrow)


def test_set_aside_ends_the_plan_without_a_reason(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    with pytest.raises(InvalidTransition):
        plans.set_plan_aside(row, partner_of(ana))
    plans.set_plan_aside(row, partner_of(ben))
    row.refresh_from_db()
    assert (row.state, active_plan(row)) == ("set_aside", None)


def test_not_yet_can_be_said_again_with_another_day_or_turned_into_a_no(ana: User, ben: User):
    row = create_postponed_request(ana, ben)
    day = timezone.localdate() + timedelta(days=3)
    plans.postpone_choice(row, partner_of(ben), day)
    row.refresh_from_db()
    assert row.come_back_on == day
    plans.set_plan_aside(row, partner_of(ben))
    assert Request.objects.get().state == "set_aside"


def test_changes_are_logged_with_partner_and_time(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    before = timezone.now()
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_days(row)[0], "")
    plans.finish_plan(row, partner_of(ana))
    given, finished = row.status_changes.order_by("at")[2:]
    assert (given.act, given.partner.name, given.state) == ("give", "Ben", "under_way")
    assert (finished.act, finished.partner.name, finished.state) == ("finish", "Ana", "kept")
    assert before <= given.at <= finished.at <= timezone.now()


def test_news_is_shown_until_it_is_seen(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    see(ana, row)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_days(row)[0], "")
    assert selectors.waiting_for(partner_of(ana)).news
    assert not selectors.waiting_for(partner_of(ben)).news
    see(ana, row)
    assert not selectors.waiting_for(partner_of(ana)).news
    thanks_and_reviews.add_thanks(row, partner_of(ana), Gift.objects.get().pk, "")
    assert selectors.waiting_for(partner_of(ben)).news
    see(ben, row)
    plans.set_plan_aside(row, partner_of(ben))
    assert selectors.waiting_for(partner_of(ana)).news


def see(user: User, row: Request) -> None:
    selectors.mark_seen(partner_of(user), row, timezone.now())


def has_gift_due(partner: Partner) -> bool:
    return bool(selectors.waiting_for(partner).gifts)


def has_review_due(partner: Partner) -> bool:
    return bool(selectors.waiting_for(partner).reviews)


def test_a_gift_waits_for_the_giver_on_its_day_alone(ana: User, ben: User):
    row, today = create_chosen_request(ana, ben, at=timezone.now() + timedelta(days=1)), timezone.localdate()
    assert not has_gift_due(partner_of(ben))
    begin_on(row, today)
    assert has_gift_due(partner_of(ben))
    assert not has_gift_due(partner_of(ana))
    begin_on(row, today - timedelta(days=1))  # a day later: nobody is reminded of what was not given
    assert not has_gift_due(partner_of(ben))
    begin_on(row, today)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, today, "")
    assert not has_gift_due(partner_of(ben))


def test_when_the_time_is_over_each_is_asked_to_look_back_until_they_have(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    assert not has_review_due(partner_of(ana))
    begin_on(row, timezone.localdate() - timedelta(weeks=5))
    assert has_review_due(partner_of(ana))
    assert has_review_due(partner_of(ben))
    thanks_and_reviews.add_review(row, partner_of(ana), plan_of(row).pk, 0, {"for_me": "calm", "for_you": ""})
    assert not has_review_due(partner_of(ana))
    assert has_review_due(partner_of(ben))


def test_a_not_yet_waits_for_its_giver_when_its_day_has_come(ana: User, ben: User):
    create_postponed_request(ana, ben)
    Request.objects.update(come_back_on=timezone.localdate() + timedelta(days=1))
    assert not selectors.waiting_for(partner_of(ben)).returns
    Request.objects.update(come_back_on=timezone.localdate())
    assert selectors.waiting_for(partner_of(ben)).returns
    assert not selectors.waiting_for(partner_of(ana)).returns


def test_a_word_to_a_gift_of_another_plan_is_not_stored_under_this_one(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    before = plan_of(row)
    plans.choose_plan(row, partner_of(ben), WishChoice("third", timezone.localdate()), str(before.pk))
    with pytest.raises(StaleVersion):
        plans.add_gift(row, partner_of(ben), before.pk, before.days[0], "for the other one")
    assert not Gift.objects.exists()


def test_other_days_saved_as_they_are_change_nothing_and_named_weekdays_stay(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = plan_of(row)
    plan.schedule = GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2, (1, 3))
    plan.save()
    acts = row.status_changes.count()
    fields = {
        "often": "twice_weekly",
        "weeks": "2",
        "days": ["1", "3"],
        "begins_on": plan.begins_on.isoformat(),
    }
    signed_in(ben).post(f"/requests/{row.pk}/days/", fields)
    assert row.status_changes.count() == acts
    signed_in(ben).post(f"/requests/{row.pk}/days/", fields | {"weeks": "3"})
    assert plan_of(row).schedule == GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3, (1, 3))
