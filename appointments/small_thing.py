"""The weekly time's small thing for the first month: to choose one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from appointments.models import WeeklyTime
from couples.models import Partner
from couples.small_things import SmallThing


def proposed_at(me: Partner) -> QuerySet[Any, Any]:
    """Find when a weekly time was first proposed, by either of the two."""
    return WeeklyTime.objects.filter(couple=me.couple_id).order_by("proposed_at").values("proposed_at")


SMALL_THING = SmallThing(
    "weekly_time",
    week=3,
    title=_("In the first month: a weekly time"),
    sentence=_("This week: choose a time for just the two of you"),
    detail=_("The same time every week, so nobody has to ask."),
    button=_("Choose a time"),
    url_name="appointments:times",
    done_at=proposed_at,
)
