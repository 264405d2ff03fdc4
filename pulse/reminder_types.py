"""The weekly reminder to answer the pulse, unless that week has an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core import next_times
from core.reminder_types import DueItem, People, ReminderType, in_batches, register_reminder_type
from core.timezones import localize, week_start
from pulse.models import Pulse, PulseSchedule

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


def register() -> None:
    """Register the pulse's reminder types."""
    register_reminder_type(
        ReminderType(
            "pulse",
            _("The weekly check-in"),
            _("You asked for a reminder: how was this week?"),
            due_pulses,
            prepare=compute_next_times,
            never_late=True,
            forget=lambda: next_times.forget(PulseSchedule.objects.all()),
            ends_with_couple=False,
        )
    )


def due_pulses(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield one item a week for each scheduled user, unless the week is answered or over."""
    rows = schedules_with_zones().filter(changed_at__lt=until)
    narrow = next_times.may_fall_between(after, until) if people is None else Q(user__in=people)
    for batch in in_batches(rows.filter(narrow).order_by("next_at", "pk")):
        answered = weeks_answered(batch, week_start((after - A_DAY).date()))
        for row in batch:
            since = max(after, row.changed_at)
            for week, at in weekly_occurrences(row.weekday, row.at, row.zone, since, until):
                is_over = localize(week + A_WEEK, time.min, row.zone) <= until
                if not is_over and (row.user_id, week) not in answered:
                    yield DueItem(row.user_id, week.isoformat(), at, reverse("pulse:week"))


def compute_next_times(now: datetime) -> set[int]:
    """Fill in when each user is asked next, and return whose schedule is new."""
    return next_times.fill_in(schedules_with_zones(), next_occurrence, now)


def schedules_with_zones() -> QuerySet[Any]:
    """Return all schedules, each with its user's time zone as `zone`."""
    return PulseSchedule.objects.annotate(zone=F("user__profile__time_zone"))


def next_occurrence(row: Any, after: datetime) -> datetime:
    """Return when a user is asked for the first time after a moment."""
    until = after + 2 * A_WEEK
    return next(at for _week, at in weekly_occurrences(row.weekday, row.at, row.zone, after, until))


def weekly_occurrences(
    weekday: int, at: time, zone: str, after: datetime, until: datetime
) -> Iterator[tuple[date, datetime]]:
    """Yield each occurrence of a weekday and time in a zone within (after, until], with its week."""
    week = week_start((after - A_DAY).date())
    while week <= (until + A_DAY).date():
        moment = localize(week + timedelta(days=weekday), at, zone)
        if after < moment <= until:
            yield week, moment
        week += A_WEEK


def weeks_answered(batch: Sequence[PulseSchedule], first: date) -> set[tuple[int, date]]:
    """Return (user, week) of all answered weeks from `first` on."""
    rows = Pulse.objects.filter(user__in=[row.user_id for row in batch], week__gte=first)
    return set(rows.values_list("user", "week"))
