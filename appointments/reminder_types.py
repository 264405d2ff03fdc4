"""Reminders of the weekly time: a proposal and its answer at once, an hour before, at the time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from appointments import services
from appointments.models import WeeklyTime
from core import next_times
from core.reminder_types import (
    A_QUARTER_HOUR,
    AN_HOUR,
    DueItem,
    People,
    ReminderType,
    in_batches,
    register_reminder_type,
)
from couples.models import Partner


def register() -> None:
    """Register the weekly time's reminder types."""
    for reminder_type in (*meeting_reminders(), *planning_reminders()):
        register_reminder_type(reminder_type)


def meeting_reminders() -> Iterator[ReminderType]:
    """Yield the reminders of an agreed time."""
    yield ReminderType(
        "weekly_soon",
        _("Our weekly time in an hour"),
        _("Your weekly time is in an hour."),
        due_meetings_soon,
        prepare=compute_next_times,
        forget=forget_next_times,
        never_late=True,
        expires_after=AN_HOUR,
    )
    yield ReminderType(
        "weekly",
        _("Our weekly time now"),
        _("It's time for your weekly time together."),
        due_meetings,
        prepare=compute_next_times,
        forget=forget_next_times,
        never_late=True,
        expires_after=A_QUARTER_HOUR,
    )


def planning_reminders() -> Iterator[ReminderType]:
    """Yield the reminders of a proposed time and of the answer to it."""
    news = partial(ReminderType, from_partner=True, at_once=True)
    yield news(
        services.PROPOSAL,
        _("A proposed weekly time"),
        _("Your partner has proposed a weekly time."),
        due_proposals,
    )
    yield news(
        services.AGREEMENT,
        _("A yes to a weekly time I proposed"),
        _("Your partner said yes to your weekly time."),
        due_agreements,
    )
    yield news(
        services.REFUSAL,
        _("A no to a weekly time I proposed"),
        _("The weekly time you proposed doesn't suit your partner."),
        due_refusals,
    )


def due_meetings_soon(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the weekly times an hour ahead."""
    return due_meetings(after + AN_HOUR, until + AN_HOUR, people, before=AN_HOUR)


def due_meetings(
    after: datetime, until: datetime, people: People = None, before: timedelta = timedelta(0)
) -> Iterator[DueItem]:
    """Yield the weekly times, `before` ahead, if they were agreed on by then."""
    rows = of_couples(services.agreed_times(), people)
    if people is None:
        rows = rows.filter(next_times.may_fall_between(after, until))
    for batch in in_batches(rows.order_by("next_at", "pk")):
        times = {
            row.pk: list(services.occurrences_between(row, first_announced(row, after, before), until))
            for row in batch
        }
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch if times[row.pk])
        for row in batch:
            for at in times[row.pk]:
                for partner in partners.get(row.couple_id, ()):
                    yield due_item(partner, f"{row.pk}:{at.isoformat()}", at - before)


def compute_next_times(now: datetime) -> Collection[int]:
    """Fill in when each agreed time comes next. Nobody is told late, as none comes before it was agreed."""
    next_times.fill_in(
        services.agreed_times(), lambda row, after: next(services.occurrences(row, after)), now
    )
    return ()


def forget_next_times() -> None:
    """Have it computed again."""
    next_times.forget(services.agreed_times())


def first_announced(row: WeeklyTime, after: datetime, before: timedelta) -> datetime:
    """Return the moment after which a time's occurrences are announced."""
    return max(after, row.agreed_at + before) if row.agreed_at else after


def due_proposals(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield proposals that wait for the partner's answer."""
    proposals = WeeklyTime.objects.filter(agreed_at=None, ended_at=None, couple__ended_at=None)
    rows = of_couples(proposals.filter(proposed_at__gt=after, proposed_at__lte=until), people)
    for batch in in_batches(rows.select_related("proposed_by").order_by("proposed_at", "pk")):
        for row in batch:
            yield due_item(row.proposed_by.other(), str(row.pk), row.proposed_at)


def due_agreements(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the times that were agreed on between these moments, for whoever proposed them."""
    rows = of_couples(services.agreed_times().filter(agreed_at__gt=after, agreed_at__lte=until), people)
    for batch in in_batches(rows.select_related("proposed_by").order_by("agreed_at", "pk")):
        for row in batch:
            if row.agreed_at:
                yield due_item(row.proposed_by, str(row.pk), row.agreed_at)


def due_refusals(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the proposals that were declined between these moments, for whoever made them."""
    declined = services.declined_proposals().filter(declined_at__gt=after, declined_at__lte=until)
    rows = of_couples(declined, people)
    for batch in in_batches(rows.select_related("proposed_by").order_by("declined_at", "pk")):
        for row in batch:
            if row.declined_at:
                yield due_item(row.proposed_by, str(row.pk), row.declined_at)


def of_couples(rows: QuerySet[WeeklyTime], people: People) -> QuerySet[WeeklyTime]:
    """Return the rows of these people's couples, or all."""
    return rows if people is None else rows.filter(couple__in=Partner.objects.couples_of(people))


def due_item(partner: Partner, occasion: str, at: datetime) -> DueItem:
    """Return the item for one partner."""
    return DueItem(partner.user_id, occasion, at, reverse("appointments:times"))
