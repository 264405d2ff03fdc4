"""Export and erasure of a user's weekly times and calendar feed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_noop as _

from appointments import feeds
from appointments.models import Feed, WeeklyTime
from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider

WORDING = Wording(
    {
        "proposed": _("Weekly times you proposed"),
        "weekday": _("Every"),
        "proposed_at": _("Proposed"),
        "agreed_at": _("Agreed"),
        "declined_at": _("Declined"),
        "ended_at": _("Ended"),
        "calendar_since": _("In your calendar since"),
    },
    {"weekday": WEEKDAYS},
)


def register() -> None:
    """Register the weekly times as personal data."""
    register_provider(
        PersonalDataProvider(
            "appointments",
            _("Your weekly times and your calendar"),
            export,
            erase,
            _(
                "Your calendar's secret address stops working, and weekly times you proposed that have ended"
                " are deleted. One that's still on stays until one of you ends it."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the times the user proposed, and since when they have a feed; not its secret URL."""
    feed = Feed.objects.filter(user=user).defer("token").first()
    rows = WeeklyTime.objects.filter(proposed_by__user=user).order_by("proposed_at", "pk")
    return {
        "proposed": [
            {
                "weekday": row.weekday,
                "at": row.at.isoformat("minutes"),
                "time_zone": row.zone,
                "proposed_at": isoformat(row.proposed_at),
                "agreed_at": isoformat(row.agreed_at),
                "declined_at": isoformat(row.declined_at),
                "ended_at": isoformat(row.ended_at),
            }
            for row in rows
        ],
        "calendar_since": isoformat(feed.created_at) if feed else None,
    }


def erase(user: User) -> None:
    """Delete the user's ended times and their feed."""
    feeds.delete_feed(user)
    ended_times(user).delete()


def holds(user: User) -> bool:
    """Return whether the user has ended times or a feed."""
    return any_exist(Feed.objects.filter(user=user), ended_times(user))


def ended_times(user: User) -> QuerySet[WeeklyTime]:
    """Return the user's times that have ended."""
    return WeeklyTime.objects.filter(proposed_by__user=user).exclude(ended_at=None)
