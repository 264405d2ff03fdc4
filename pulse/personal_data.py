"""Somebody's pulse: theirs to take away, and to let go."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from pulse import services
from pulse.models import Agreement, Pulse, Rhythm


def register() -> None:
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
    """The numbers week by week, when to be asked, and since when the line is shown to the partner."""
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
    services.delete_pulses(user)
    services.unschedule_pulse(user)
    Agreement.objects.filter(partner__user=user).delete()


def holds(user: User) -> bool:
    agreed = Agreement.objects.filter(partner__user=user)
    return any_exist(Pulse.objects.filter(user=user), Rhythm.objects.filter(user=user), agreed)
