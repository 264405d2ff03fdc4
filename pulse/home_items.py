"""What the check-in has for home: this week's questions, from the day and time that the user chose on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.timezones import localize
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from pulse import services
from pulse.models import Pulse, PulseSchedule


def register() -> None:
    """Register the check-in's item."""
    register_home_items(HomeSource("pulse", find_items, lambda me: [unanswered(me)]))


def unanswered(me: Partner) -> QuerySet[PulseSchedule]:
    """Return when this partner wants to be asked, unless they have answered this week."""
    answered = Pulse.objects.of(me.user).filter(week=services.this_week(me.user))
    return PulseSchedule.objects.filter(user=me.user_id).exclude(user__in=answered.values("user"))


def find_items(reader: Reader) -> Iterator[HomeItem]:
    """Yield this week's check-in once it is due."""
    user = reader.me.user
    week = services.this_week(user)
    for schedule in unanswered(reader.me):
        due_at = localize(week + timedelta(days=schedule.weekday), schedule.at, user.profile.time_zone)
        if due_at <= timezone.now():
            yield HomeItem(
                _("How was your week?"),
                reverse("pulse:week"),
                _("Check in"),
                Rank.TODAY,
                is_open=True,
                detail=_("Three questions, about a minute."),
            )
