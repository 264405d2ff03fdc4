"""What the check-in has for home: this week's questions, from the day and time that the user chose on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.timezones import localize, week_start
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from pulse.models import Pulse, PulseSchedule


def register() -> None:
    """Register the check-in's item."""
    register_home_items(
        HomeSource("pulse", find_items, lambda reader: [unanswered(reader.me, week_start(reader.today))])
    )


def unanswered(me: Partner, week: date) -> QuerySet[PulseSchedule]:
    """Return when this partner wants to be asked, unless they have answered this week."""
    answered = Pulse.objects.of(me.user).filter(week=week)
    return PulseSchedule.objects.filter(user=me.user_id).exclude(user__in=answered.values("user"))


def find_items(reader: Reader) -> Iterator[HomeItem]:
    """Yield this week's check-in once it is due."""
    user, week = reader.me.user, week_start(reader.today)
    for schedule in unanswered(reader.me, week):
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
