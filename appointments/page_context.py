"""The context of the page of weekly times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils import timezone

from appointments import services
from appointments.models import Feed, WeeklyTime
from couples.models import Partner
from dialogues import reminder_types as dialogues

WEEKS_AHEAD = 3  # weekly times that are listed


@dataclass(frozen=True)
class UpcomingTime:
    """An upcoming time, on each partner's clock; `dialogue` is set for a postponed one."""

    at: datetime
    partner_at: datetime
    dialogue: object = None

    @property
    def differs(self) -> bool:
        return self.at.replace(tzinfo=None) != self.partner_at.replace(tzinfo=None)


@dataclass(frozen=True)
class AppointmentsPage:
    """The agreed and the proposed time, and what is coming up."""

    me: Partner
    other: Partner
    agreed: WeeklyTime | None
    proposed: WeeklyTime | None
    first: UpcomingTime | None
    proposed_first: UpcomingTime | None
    ahead: Sequence[UpcomingTime]
    feed: Feed | None

    @property
    def is_mine(self) -> bool:
        return self.proposed is not None and self.proposed.proposed_by_id == self.me.pk


def build_page(me: Partner) -> AppointmentsPage:
    """Build the page for one partner."""
    other, now = me.other(), timezone.now()
    agreed, proposed = services.active_times(me)
    weeks = (
        [upcoming_time(me, other, at) for at in islice(services.occurrences(agreed, now), WEEKS_AHEAD)]
        if agreed
        else []
    )
    rows = dialogues.awaiting_meeting().filter(couple=me.couple_id, meet_at__gt=now)
    meetings = [upcoming_time(me, other, row.meet_at, row.pk) for row in rows if row.meet_at]
    return AppointmentsPage(
        me=me,
        other=other,
        agreed=agreed,
        proposed=proposed,
        first=weeks[0] if weeks else None,
        proposed_first=upcoming_time(me, other, next(services.occurrences(proposed, now)))
        if proposed
        else None,
        ahead=sorted([*weeks, *meetings], key=lambda time: time.at),
        feed=Feed.objects.filter(user=me.user_id).select_related("user__profile").first(),
    )


def upcoming_time(me: Partner, other: Partner, at: datetime, dialogue: object = None) -> UpcomingTime:
    """Return a time on both partners' clocks."""
    mine, theirs = (ZoneInfo(partner.user.profile.time_zone) for partner in (me, other))
    return UpcomingTime(at.astimezone(mine), at.astimezone(theirs), dialogue)
