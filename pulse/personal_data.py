"""Export and erasure of a user's pulse."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from pulse import services
from pulse.models import Agreement, Pulse, Rhythm


def register() -> None:
    """Register the pulse as personal data."""
    register_provider(
        PersonalDataProvider(
            "pulse",
            _("Your pulse"),
            export,
            erase,
            _(
                "Your numbers of all weeks go, and with them your line. You are not asked any more,"
                " and neither of you sees the other's line."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the answers by week, the schedule, and since when they are shared."""
    rhythm = Rhythm.objects.filter(user=user).first()
    shown = Agreement.objects.filter(partner__user=user).first()
    return {
        "weeks": [
            {"week": row.week.isoformat(), "numbers": row.numbers, "answered_at": isoformat(row.answered_at)}
            for row in Pulse.objects.of(user)
        ],
        "asked_on": {
            "weekday": rhythm.weekday,
            "at": rhythm.at.isoformat("minutes"),
            "since": isoformat(rhythm.since),
        }
        if rhythm
        else None,
        "shown_since": isoformat(shown.agreed_at) if shown else None,
    }


def erase(user: User) -> None:
    """Delete the answers, the schedule and the agreement."""
    services.delete_pulses(user)
    services.unschedule_pulse(user)
    Agreement.objects.filter(partner__user=user).delete()


def holds(user: User) -> bool:
    """Return whether the user has any pulse data."""
    agreed = Agreement.objects.filter(partner__user=user)
    return any_exist(Pulse.objects.filter(user=user), Rhythm.objects.filter(user=user), agreed)
