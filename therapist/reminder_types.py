"""What partners are told of links: that the other asks or says yes, and that a link closed because of wrong words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import DueItem, People, ReminderType, in_batches, register_reminder_type
from couples.models import Partner
from therapist.models import TherapistLink

ASKED, AGREED, CLOSED = "therapist_asked", "therapist_agreed", "therapist_closed"


def due_asks(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield what was asked between these moments, for the other, unless it's answered."""
    rows = TherapistLink.objects.asked().filter(asked_at__gt=after, asked_at__lte=until)
    for batch in in_batches(of_couples(rows, people).defer("content").order_by("asked_at", "pk")):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            for partner in partners.get(row.couple_id, ()):
                if partner.pk != row.asked_by_id:
                    yield DueItem(partner.user_id, str(row.pk), row.asked_at, reverse("therapist:links"))


def due_yeses(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the links that were agreed to between these moments and open, for whoever asked."""
    rows = TherapistLink.objects.live().filter(agreed_at__gt=after, agreed_at__lte=until)
    links = of_couples(rows, people).select_related("asked_by").defer("content")
    for row in links.order_by("agreed_at", "pk").iterator():
        at = row.agreed_at or until
        yield DueItem(row.asked_by.user_id, str(row.pk), at, reverse("therapist:links"))


def due_closed(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the links that closed between these moments, for both."""
    rows = TherapistLink.objects.going_on().filter(closed_at__gt=after, closed_at__lte=until)
    for batch in in_batches(of_couples(rows, people).defer("content").order_by("closed_at", "pk")):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            at = row.closed_at or until
            for partner in partners.get(row.couple_id, ()):
                yield DueItem(partner.user_id, str(row.pk), at, reverse("therapist:links"))


def of_couples(rows: QuerySet[TherapistLink], people: People) -> QuerySet[TherapistLink]:
    """Return the links of living couples, or of these people's couples only."""
    living = rows.filter(couple__ended_at=None)
    return living if people is None else living.filter(couple__in=Partner.objects.couples_of(people))


REMINDER_TYPES = (
    ReminderType(
        ASKED,
        _("Something my partner would like to show our therapist"),
        _("Your partner has a question for you. Yes and no are both fine."),
        due_asks,
        throttle=timedelta(days=1),
        at_once=True,
        from_partner=True,
    ),
    ReminderType(
        AGREED,
        _("My partner's yes to a link for our therapist"),
        _("Your partner said yes. Your link is ready."),
        due_yeses,
        at_once=True,
        from_partner=True,
    ),
    ReminderType(
        CLOSED,
        _("A link for our therapist that closed because of wrong words"),
        _("A link you made has closed."),
        due_closed,
        at_once=True,
    ),
)


def register() -> None:
    """Register all."""
    for reminder_type in REMINDER_TYPES:
        register_reminder_type(reminder_type)
