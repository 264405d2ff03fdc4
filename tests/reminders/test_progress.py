"""Reminders found by `next_at` are those found without it, over outages, limits and rows of earlier versions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from django.db.models import F
from django.utils import timezone

from appointments import reminder_types as weekly_types
from appointments import services as weekly
from appointments.models import WeeklyTime
from caring import gifts
from caring.models import CaringGift
from core.next_times import KEPT_FOR
from core.reminder_types import DueItem, reminder_types
from couples import profiles
from couples.models import Partner, User
from dialogues.models import Turn
from pulse import reminder_types as pulse_types
from pulse import services as pulse
from pulse.models import PulseSchedule
from reminders import progress
from reminders.models import ClaimProgress, MutedReminder, Notice, PostponedReminder
from reminders.scheduler import claim_due
from tests.change_requests.factories import partner_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person

pytestmark = pytest.mark.django_db
ZONES = sorted(available_timezones())
CHANGES = [  # of clocks, somewhere
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 7, 15, tzinfo=UTC),
]
NAMES = ("weekly_soon", "weekly", "pulse")
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def recurring(ana: User, ben: User, cleo: User, dan: User) -> random.Random:
    """Two couples with a weekly time, who are asked for the pulse as well, all long ago."""
    dice = random.Random(11)
    for one in (ana, cleo):
        me = Partner.objects.select_related("couple", "user__profile").get(user=one)
        row = weekly.propose_time(me, 6, time(20))
        weekly.accept_proposal(me.other(), row.pk)
    for user in (ana, ben, cleo, dan):
        pulse.schedule_pulse(user, 6, time(18))
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    WeeklyTime.objects.update(agreed_at=long_ago)
    PulseSchedule.objects.update(changed_at=long_ago)
    return dice


def change_at_random(dice: random.Random) -> None:
    """Other times in other time zones, by the rows alone, as an earlier version writes them."""
    for row in WeeklyTime.objects.all():
        at = time(dice.randrange(24), dice.randrange(60))
        WeeklyTime.objects.filter(pk=row.pk).update(weekday=dice.randrange(7), at=at, zone=dice.choice(ZONES))
    for schedule in PulseSchedule.objects.select_related("user__profile"):
        at = time(dice.randrange(24), dice.randrange(60))
        PulseSchedule.objects.filter(pk=schedule.pk).update(weekday=dice.randrange(7), at=at)
        schedule.user.profile.time_zone = dice.choice(ZONES)
        schedule.user.profile.save()


def due_by_person(name: str, after: datetime, until: datetime) -> set[DueItem]:
    """Everything due, found without the column."""
    people = set(User.objects.values_list("pk", flat=True))
    return set(reminder_types()[name].find(after, until, people))


def test_what_is_found_by_the_column_is_what_is_due_whatever_the_clocks_do(recurring: random.Random):
    for day in CHANGES * 3:
        change_at_random(recurring)
        now = day + timedelta(seconds=recurring.randrange(14 * 86400))
        for _ in range(3):
            weekly_types.compute_next_times(now)
            pulse_types.compute_next_times(now)
            for name in NAMES:
                sort = reminder_types()[name]
                after = now - sort.look_back
                assert set(sort.find(after, now, None)) == due_by_person(name, after, now)
            now += timedelta(seconds=recurring.randrange(3 * 86400))


def test_the_column_holds_the_next_moment_of_its_row(recurring: random.Random):
    change_at_random(recurring)
    now = timezone.now()
    weekly_types.compute_next_times(now)
    pulse_types.compute_next_times(now)
    for row in WeeklyTime.objects.all():
        assert row.next_at == next(weekly.occurrences(row, now - KEPT_FOR))
    for schedule in pulse_types.schedules_with_zones():
        assert schedule.next_at == pulse_types.next_occurrence(schedule, now - KEPT_FOR)


def test_over_outages_of_two_days_each_is_told_once_and_none_is_missed(recurring: random.Random):
    change_at_random(recurring)
    now = begins = datetime(2026, 3, 20, tzinfo=UTC)
    claim_due(now)
    while now < begins + 3 * WEEK:
        now += recurring.choice((MINUTE, timedelta(hours=5), 2 * DAY - MINUTE))
        claim_due(now)
    for name in ("weekly_soon", "weekly"):
        expected = {(due.user, due.occasion) for due in due_by_person(name, begins - 2 * DAY, now)}
        told = Notice.objects.filter(sort=name).values_list("user", "occasion")
        assert len(expected) >= 12
        assert sorted(told) == sorted(expected)


def test_what_is_due_is_not_asked_for_again_once_it_was_claimed(ana: User, ben: User):
    asked: list[timedelta] = []
    claim_due()
    now = timezone.now() + MINUTE
    sort = reminder_types()["turn"]
    find = sort.find

    def ask(after: datetime, until: datetime, people: object) -> Iterator[DueItem]:
        asked.append(until - after)
        return find(after, until, None)

    object.__setattr__(sort, "find", ask)
    try:
        claim_due(now)
        claim_due(now + 2 * DAY)
        ClaimProgress.objects.all().delete()
        claim_due(now + 2 * DAY)
    finally:
        object.__setattr__(sort, "find", find)
    assert [length // MINUTE for length in asked[:1]] == [6]
    assert asked[1] // MINUTE == 2 * 24 * 60 + 5
    assert asked[2] == sort.look_back


def test_what_comes_late_is_told_with_the_next_run(ana: User, ben: User):
    """A gift that was chosen for today, after its morning."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    claim_due(noon)
    gift = gifts.start_gift(partner_of(ana), "tea")
    CaringGift.objects.filter(pk=gift.pk).update(begins_on=noon.date(), often="daily")
    claim_due(noon + MINUTE)
    assert Notice.objects.filter(sort="caring_gift", user=ana).count() == 1


def test_whoever_moves_east_past_a_morning_is_told_with_the_next_run(ana: User, ben: User):
    now = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + DAY
    profiles.update_profile(ana, time_zone="Pacific/Pago_Pago")  # one in the morning
    gift = gifts.start_gift(partner_of(ana), "tea")
    CaringGift.objects.filter(pk=gift.pk).update(begins_on=now.date(), often="once")
    claim_due(now)
    assert not Notice.objects.filter(sort="caring_gift").exists()
    profiles.update_profile(ana, time_zone="Europe/Berlin")
    claim_due(now + MINUTE)
    assert Notice.objects.filter(sort="caring_gift", user=ana).count() == 1
    assert not PostponedReminder.objects.exists()


def test_within_a_day_the_safety_net_looks_at_all_of_two_days():
    now = datetime(2026, 7, 15, 7, 3, tzinfo=UTC)
    for sort in (sort for sort in reminder_types().values() if sort.may_be_late):
        minutes = (now + MINUTE * number for number in range(24 * 60))
        parts = [part for at in minutes for part in list(progress.intervals(sort, at, at))[1:]]
        assert len(parts) >= progress.RECENT_SLICES
        for hour in range(24):
            due_at = now - timedelta(hours=hour)
            assert any(after < due_at <= until for after, until in parts)


def test_other_rules_of_time_zones_have_what_comes_next_worked_out_again(recurring: random.Random):
    change_at_random(recurring)
    now = timezone.now()
    claim_due(now)
    wrong = now - DAY
    WeeklyTime.objects.update(next_at=wrong)
    PulseSchedule.objects.update(next_at=wrong)
    claim_due(now + MINUTE)
    assert set(WeeklyTime.objects.values_list("next_at", flat=True)) == {wrong}
    ClaimProgress.objects.update(zones="2020a")
    claim_due(now + 2 * MINUTE)
    horizon = now + 2 * MINUTE - KEPT_FOR
    for row in WeeklyTime.objects.all():
        assert row.next_at == next(weekly.occurrences(row, horizon))
    for schedule in pulse_types.schedules_with_zones():
        assert schedule.next_at == pulse_types.next_occurrence(schedule, horizon)
    assert not progress.zones_have_changed()


def test_whoever_wants_a_type_again_is_told_what_comes_next(recurring: random.Random, ana: User):
    row = WeeklyTime.objects.earliest("proposed_at")
    first, second = (
        at for _, at in zip(range(2), weekly.occurrences(row, timezone.now() + DAY), strict=False)
    )
    muted = MutedReminder.objects.create(user=ana, sort="weekly")
    claim_due(first - MINUTE)
    claim_due(first + 10 * MINUTE)
    muted.delete()
    claim_due(first + 11 * MINUTE)
    claim_due(second - MINUTE)
    claim_due(second)
    told = Notice.objects.filter(user=ana, sort="weekly")
    assert list(told.values_list("due_at", flat=True)) == [second]


def test_a_turn_that_was_postponed_is_told_when_its_day_is_over(ana: User, ben: User):
    talk, now = Talk(ana, ben), timezone.now()
    talk.play("ben accept, ana ready, ben ready")
    claim_due(now + timedelta(hours=5))
    assert Notice.objects.filter(user=ana, sort="turn").count() == 1
    Notice.objects.update(claimed_at=now + timedelta(hours=5))
    talk.play("ana send, ben mirror")
    Turn.objects.update(created_at=F("created_at") + timedelta(hours=6))
    claim_due(now + timedelta(hours=11))
    assert Notice.objects.filter(user=ana, sort="turn").count() == 1
    assert PostponedReminder.objects.filter(user=ana, sort="turn").count() == 1
    claim_due(now + timedelta(hours=28))
    assert Notice.objects.filter(user=ana, sort="turn").count() == 1
    claim_due(now + timedelta(hours=30))
    assert Notice.objects.filter(user=ana, sort="turn").count() == 2
    claim_due(now + timedelta(hours=31))
    assert not PostponedReminder.objects.exists()


def test_before_sending_only_the_people_concerned_are_looked_at(ana: User, ben: User, eve: User):
    Talk(ana, ben)
    Talk(*(partner.user for partner in pair(person("Fay"), person("Gus")).partners.order_by("slot")))
    later = timezone.now() + timedelta(hours=5)
    for name in ("invited", "turn"):
        found = list(reminder_types()[name].find(later - DAY, later, {ben.pk}))
        assert {due.user for due in found} == {ben.pk}
        assert list(reminder_types()[name].find(later - DAY, later, {eve.pk})) == []
