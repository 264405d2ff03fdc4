"""The context of the page of weekly times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils import timezone

from appointments import services
from appointments.models import Feed, WeeklyTime
from couples.models import Partner
from dialogues import reminder_types as dialogues

WEEKS_AHEAD = 3  # weekly times that are listed
A_WEEK = timedelta(weeks=1)  # that a refusal is shown


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
    """The agreed, the proposed and the declined time, and what is coming up."""

    partner: Partner
    other: Partner
    agreed: WeeklyTime | None
    proposed: WeeklyTime | None
    declined: WeeklyTime | None
    next_time: UpcomingTime | None
    next_proposed_time: UpcomingTime | None
    next_declined_time: UpcomingTime | None
    upcoming: Sequence[UpcomingTime]
    feed: Feed | None

    @property
    def is_own_proposal(self) -> bool:
        return self.proposed is not None and self.proposed.proposed_by_id == self.partner.pk

    @property
    def own_proposal(self) -> dict[str, object] | None:
        """What this partner proposed, on their own clock, to be corrected."""
        at = self.next_proposed_time.at if self.next_proposed_time and self.is_own_proposal else None
        return {"weekday": at.weekday(), "at": at.time()} if at else None

    @property
    def has_agreed(self) -> bool:
        """Whether it was this partner who agreed to the agreed time."""
        return self.agreed is not None and self.agreed.proposed_by_id != self.partner.pk

    @property
    def has_declined(self) -> bool:
        """Whether it was this partner who declined."""
        return self.declined is not None and self.declined.proposed_by_id != self.partner.pk


def build_page(partner: Partner) -> AppointmentsPage:
    """Build the page for one partner."""
    other, now = partner.other(), timezone.now()
    agreed, proposed = services.active_times(partner)
    refusals = services.declined_proposals().filter(couple=partner.couple_id, declined_at__gt=now - A_WEEK)
    declined = refusals.order_by("declined_at").last()
    weeks = (
        [upcoming_time(partner, other, at) for at in islice(services.occurrences(agreed, now), WEEKS_AHEAD)]
        if agreed
        else []
    )
    rows = dialogues.awaiting_meeting().filter(couple=partner.couple_id, meet_at__gt=now)
    meetings = [upcoming_time(partner, other, row.meet_at, row.pk) for row in rows if row.meet_at]
    return AppointmentsPage(
        partner=partner,
        other=other,
        agreed=agreed,
        proposed=proposed,
        declined=declined,
        next_time=weeks[0] if weeks else None,
        next_proposed_time=next_occurrence(partner, other, proposed, now),
        next_declined_time=next_occurrence(partner, other, declined, now),
        upcoming=sorted([*weeks, *meetings], key=lambda time: time.at),
        feed=Feed.objects.filter(user=partner.user_id).select_related("user__profile").first(),
    )


def next_occurrence(
    partner: Partner, other: Partner, row: WeeklyTime | None, now: datetime
) -> UpcomingTime | None:
    """Return the next occurrence of a weekly time."""
    return upcoming_time(partner, other, next(services.occurrences(row, now))) if row else None


def upcoming_time(partner: Partner, other: Partner, at: datetime, dialogue: object = None) -> UpcomingTime:
    """Return a time on both partners' clocks."""
    zone, other_zone = (ZoneInfo(partner.user.profile.time_zone) for partner in (partner, other))
    return UpcomingTime(at.astimezone(zone), at.astimezone(other_zone), dialogue)
