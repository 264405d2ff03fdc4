"""What the page of the times shows."""

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

AHEAD = 3  # weekly times that are listed


@dataclass(frozen=True)
class Time:
    """One time that lies ahead, where each of the two is; `dialogue` where it is for one that waits."""

    at: datetime
    partner_at: datetime
    dialogue: object = None

    @property
    def differs(self) -> bool:
        return self.at.replace(tzinfo=None) != self.partner_at.replace(tzinfo=None)


@dataclass(frozen=True)
class Page:
    me: Partner
    other: Partner
    agreed: WeeklyTime | None
    proposed: WeeklyTime | None
    first: Time | None
    proposed_first: Time | None
    ahead: Sequence[Time]
    feed: Feed | None

    @property
    def is_mine(self) -> bool:
        return self.proposed is not None and self.proposed.proposed_by_id == self.me.pk


def page(me: Partner) -> Page:
    other, now = me.other(), timezone.now()
    agreed, proposed = services.standing(me)
    weeks = [both(me, other, at) for at in islice(services.times(agreed, now), AHEAD)] if agreed else []
    rows = dialogues.awaiting_meeting().filter(couple=me.couple_id, meet_at__gt=now)
    meetings = [both(me, other, row.meet_at, row.pk) for row in rows if row.meet_at]
    return Page(
        me=me,
        other=other,
        agreed=agreed,
        proposed=proposed,
        first=weeks[0] if weeks else None,
        proposed_first=both(me, other, next(services.times(proposed, now))) if proposed else None,
        ahead=sorted([*weeks, *meetings], key=lambda time: time.at),
        feed=Feed.objects.filter(user=me.user_id).select_related("user__profile").first(),
    )


def both(me: Partner, other: Partner, at: datetime, dialogue: object = None) -> Time:
    mine, theirs = (ZoneInfo(partner.user.profile.time_zone) for partner in (me, other))
    return Time(at.astimezone(mine), at.astimezone(theirs), dialogue)
