"""Reminders of change requests: news at once, today's gift, the end of a plan, the day to come back to a "not yet"."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from change_requests import due_days
from change_requests.due_days import with_day_in
from change_requests.models import Gift, Plan, Request, RequestDialogue, RequestReview, StatusChange
from change_requests.states import ANNOUNCED_ACTS
from core.reminder_types import (
    LONG_LOOK_BACK,
    DueItem,
    People,
    ReminderType,
    dates_between,
    in_batches,
    morning_of,
    mornings_between,
    register_reminder_type,
)
from couples.models import Partner

A_DAY = timedelta(days=1)
NEWS = "request_news"
SAME_MOMENT = timedelta(minutes=1)  # a wish chosen in the dialogue itself: both are there
PEOPLE = ("giver__user__profile", "request_dialogue__request__asker__user__profile")
MAX_PLAN_LENGTH = timedelta(weeks=5)  # from the first day of a plan to the one after its last


def announced_changes() -> QuerySet[StatusChange]:
    """Return the latest change of each request, if it's a wish that was chosen or a gift that was given."""
    later = StatusChange.objects.filter(request=OuterRef("request"), at__gt=OuterRef("at"))
    just_ended = RequestDialogue.objects.filter(
        request=OuterRef("request"), dialogue__closed_at__gt=OuterRef("at") - SAME_MOMENT
    )
    rows = StatusChange.objects.filter(~Exists(later), act__in=ANNOUNCED_ACTS)
    return rows.exclude(Q(act="choose") & Exists(just_ended))


def due_news(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the changes between these moments that the asker is told of and hasn't seen."""
    unseen = announced_changes().filter(at__gt=after, at__lte=until, seen_at=None)
    if people is not None:
        unseen = unseen.filter(request__asker__user__in=people)
    news = unseen.filter(request__asker__couple__ended_at=None)
    related = news.select_related("request__asker").defer("request__details_text")
    for batch in in_batches(related.order_by("at", "pk")):
        for row in batch:
            yield due_item(row.request.asker, row.request, str(row.pk), row.at)


def active_plans(after: datetime, until: datetime, people: People) -> Iterator[list[Plan]]:
    """Yield the active plans whose days may lie between these moments, in batches, with their schedules alone."""
    begins = (after - MAX_PLAN_LENGTH).date(), (until + A_DAY).date()
    rows = Plan.objects.filter(ended_at=None, begins_on__range=begins)
    if people is None:
        days, zones = mornings_between(after, until)
        rows = rows.filter(with_day_in(days), giver__couple__in=Partner.objects.couples_in(zones))
    else:
        rows = rows.filter(giver__couple__in=Partner.objects.couples_of(people))
    return in_batches(rows.only("often", "weeks", "weekdays", "begins_on").order_by("pk"))


def compute_due_days(_now: datetime) -> Collection[int]:
    """Fill in the days of the active plans, and return whose plans are new."""
    new = due_days.fill_in(Plan.objects.filter(ended_at=None).defer("words"))
    return set(Plan.objects.filter(pk__in=new).values_list("giver__user", flat=True)) if new else ()


def plans_with_people(ids: Collection[uuid.UUID]) -> QuerySet[Plan]:
    """Return those of these plans that can still be given and read, with both people."""
    living = Plan.objects.filter(pk__in=ids, giver__left_at=None, giver__couple__ended_at=None)
    readable: QuerySet[Plan] = living.filter(request_dialogue__text__isnull=False).select_related(*PEOPLE)
    return readable.defer("words", "request_dialogue__text", "request_dialogue__request__details_text")


def due_gifts(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the gifts that fall due between these moments."""
    first, last = dates_between(after, until)
    for batch in active_plans(after, until, people):
        days = {(plan.pk, day) for plan in batch for day in plan.days if first <= day <= last}
        given = Gift.objects.filter(plan__in={pk for pk, _ in days}, day__range=(first, last))
        days -= set(given.values_list("plan", "day"))
        plans = {plan.pk: plan for plan in plans_with_people({pk for pk, _ in days})}
        for plan, day in ((plans[pk], day) for pk, day in sorted(days) if pk in plans):
            at = morning_of(day, plan.giver.user.profile.time_zone)
            if after < at <= until:
                yield due_item(plan.giver, plan.request_dialogue.request, f"{plan.pk}:{day}", at)


def due_reviews(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the plans that end between these moments and that a partner hasn't reviewed."""
    first, last = dates_between(after, until)
    for batch in active_plans(after, until, people):
        over = {plan.pk for plan in batch if first <= plan.ends_on + A_DAY <= last}
        reviewed = set(RequestReview.objects.filter(plan__in=over).values_list("plan", "author"))
        for plan in plans_with_people(over):
            for partner in (plan.giver, plan.request_dialogue.request.asker):
                at = morning_of(plan.ends_on + A_DAY, partner.user.profile.time_zone)
                if after < at <= until and (plan.pk, partner.pk) not in reviewed:
                    yield due_item(partner, plan.request_dialogue.request, str(plan.pk), at)


def due_returns(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the requests whose day to come back falls between these moments."""
    days, zones = mornings_between(after, until)
    couples = Partner.objects.couples_in(zones) if people is None else Partner.objects.couples_of(people)
    rows = Request.objects.filter(come_back_on__in=days, asker__couple__in=couples)
    related = rows.filter(asker__couple__ended_at=None).select_related("asker").defer("details_text")
    for batch in in_batches(related.order_by("come_back_on", "pk")):
        partners = Partner.objects.living_by_couple((row.asker.couple_id for row in batch), "user__profile")
        for row in batch:
            day = row.come_back_on
            for giver in partners.get(row.asker.couple_id, ()):
                if day and giver.pk != row.asker_id:
                    at = morning_of(day, giver.user.profile.time_zone)
                    if after < at <= until:
                        yield due_item(giver, row, f"{row.pk}:{day}", at)


def due_item(partner: Partner, row: Request, occasion: str, at: datetime) -> DueItem:
    """Return the item for one partner."""
    return DueItem(partner.user_id, occasion, at, reverse("change_requests:request", args=[row.pk]))


REMINDER_TYPES = (
    ReminderType(
        NEWS,
        _("News about a request of mine"),
        _("There's news about a request of yours."),
        due_news,
        from_partner=True,
        at_once=True,
    ),
    ReminderType(
        "gift",
        _("A gift for today"),
        _("There's something you wanted to give today."),
        due_gifts,
        prepare=compute_due_days,
    ),
    ReminderType(
        "gift_over",
        _("Looking back at a gift"),
        _("A gift has ended. What's changed?"),
        due_reviews,
        prepare=compute_due_days,
        look_back=LONG_LOOK_BACK,
    ),
    ReminderType(
        "not_yet",
        _("Coming back to a request"),
        _("You wanted to look at something again today."),
        due_returns,
        look_back=LONG_LOOK_BACK,
    ),
)


def register() -> None:
    """Register the change requests' reminder types."""
    for reminder_type in REMINDER_TYPES:
        register_reminder_type(reminder_type)
